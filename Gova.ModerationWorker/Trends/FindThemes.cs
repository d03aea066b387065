using System.Text.Json;
using System.Text.Json.Serialization;
using Gova.Data.Alerts;
using Gova.Data.Trends;
using Gova.ModerationWorker.Embeddings;
using Npgsql;

namespace Gova.ModerationWorker.Trends;

/// <summary>
/// Sorts what was just embedded into each community's themes, in the transaction that stores the embeddings: each message once,
/// whatever happens. A theme that grows fast is told of.
/// </summary>
internal sealed class FindThemes(TimeProvider time)
{
    public const int AlertMessages = 5;
    public const int AlertMembers = 3;

    private const int TextsForName = 30;
    private const int OtherTextsForName = 200;

    /// <summary>Within this time it has to grow by so many.</summary>
    private static readonly TimeSpan AlertWindow = TimeSpan.FromHours(1);

    private static readonly TimeSpan Stale = TimeSpan.FromDays(30);
    private static readonly TimeSpan OthersSince = TimeSpan.FromDays(7);

    public async Task AddAsync(NpgsqlConnection connection, IReadOnlyList<EmbeddedMessage> messages, CancellationToken cancellationToken)
    {
        foreach (var community in messages.GroupBy(item => item.Message.ModeratorId))
        {
            await AddAsync(connection, community.Key, community, cancellationToken);
        }
    }

    private async Task AddAsync(
        NpgsqlConnection connection, Guid moderatorId, IEnumerable<EmbeddedMessage> messages, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var themes = new ThemeSet(moderatorId, await TrendStore.LoadAsync(connection, moderatorId, now - Stale, cancellationToken));
        var joined = new List<TrendMember>();
        foreach (var item in messages)
        {
            var (theme, similarity) = themes.Add(item.Embedding, item.Message.CreatedAt);
            joined.Add(new TrendMember
            {
                ClusterId = theme.Stored.ClusterId,
                EventId = item.Message.EventId,
                CreatedAt = item.Message.CreatedAt,
                ModeratorId = moderatorId,
                PlatformUserId = item.Message.PlatformUserId,
                Similarity = similarity,
            });
        }

        // What began and went within this page was never there.
        joined.RemoveAll(member => themes.Dropped.Contains(member.ClusterId));
        var unnamed = themes.Changed.Where(theme => theme.WantsName).Select(theme => theme.Stored).ToList();
        await TrendStore.SaveAsync(
            connection, [.. themes.Changed.Select(theme => theme.ToStored())], themes.Dropped, joined, now - Stale, cancellationToken);
        foreach (var cluster in unnamed)
        {
            await NameAsync(connection, cluster, now, cancellationToken);
        }

        foreach (var theme in themes.Changed.Where(theme => theme.Size >= AlertMessages))
        {
            await TellAsync(connection, theme.Stored, now, cancellationToken);
        }
    }

    private static async Task NameAsync(NpgsqlConnection connection, TrendCluster cluster, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var texts = await TrendStore.TextsAsync(connection, cluster.ClusterId, TextsForName, cancellationToken);
        var others = await TrendStore.OtherTextsAsync(connection, cluster, now - OthersSince, OtherTextsForName, cancellationToken);
        cluster.Name = ThemeName.Of(texts, others);
        await TrendStore.RenameAsync(connection, cluster.ClusterId, cluster.Name, cancellationToken);
    }

    private static async Task TellAsync(NpgsqlConnection connection, TrendCluster cluster, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var growth = await TrendStore.GrowthAsync(connection, cluster.ClusterId, now - AlertWindow, cancellationToken);
        if (growth.Messages < AlertMessages || growth.Members.Count < AlertMembers)
        {
            return;
        }

        var details = new TrendDetails(
            cluster.ClusterId, cluster.Name, growth.Messages, growth.Members, growth.EventIds, cluster.FirstSeenAt, cluster.LastSeenAt);
        // A theme that grows again another day is told of again.
        await using var batch = connection.CreateBatch();
        batch.BatchCommands.Add(RaiseAlert.Command(
            cluster.ModeratorId,
            AlertKind.Trend,
            FormattableString.Invariant($"{cluster.ClusterId:N}/{now:yyyy-MM-dd}"),
            $"A theme grows: \"{cluster.Name}\", {growth.Messages} messages of {growth.Members.Count} members within an hour",
            JsonSerializer.Serialize(details, TrendJson.Default.TrendDetails),
            now));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>What the alert of a theme tells (<c>alerts.details</c>).</summary>
/// <param name="Messages">Within the last hour.</param>
/// <param name="Members">Their authors on the platform.</param>
/// <param name="EventIds">The newest evaluations.</param>
internal sealed record TrendDetails(
    Guid ClusterId,
    string Name,
    int Messages,
    IReadOnlyList<string> Members,
    IReadOnlyList<Guid> EventIds,
    DateTimeOffset FirstSeenAt,
    DateTimeOffset LastSeenAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TrendDetails))]
internal sealed partial class TrendJson : JsonSerializerContext;
