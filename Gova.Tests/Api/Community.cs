using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Gova.Data.Actions;
using Gova.Data.Evaluations;
using Gova.Messaging;

namespace Gova.Tests.Api;

/// <summary>A moderator of a test's own, and messages that were judged for it.</summary>
internal sealed class Community(ApiHost host, Guid moderatorId, long guildId)
{
    /// <summary>A moment in the partition of the present month, exact to what Postgres stores.</summary>
    public static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());

    private static long lastMessage = 1_000;

    public Guid ModeratorId { get; } = moderatorId;

    public long GuildId { get; } = guildId;

    public string Path => $"/moderators/{ModeratorId}";

    public static object Request(string name, long guildId) => new
    {
        name,
        description = "Keeps the peace.",
        platform = "discord",
        platform_server_id = $"{guildId}",
        conf = new { guidelines = "Be kind to each other.", server_summary = "A test." },
    };

    public static async Task<Community> CreateAsync(ApiHost host, HttpClient owner, long guildId, CancellationToken cancellationToken)
    {
        var response = await owner.PostAsJsonAsync("/moderators/", Request($"keeper of {guildId}", guildId), cancellationToken);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var moderator = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return new Community(host, moderator.GetProperty("moderator_id").GetGuid(), guildId);
    }

    public EvaluationRecord Message(
        float? severity = 0.1f, string author = "42", DateTimeOffset? at = null, EvaluationStatus status = EvaluationStatus.Judged,
        params ActionDraft[] actions)
    {
        var created = at ?? Now;
        return new EvaluationRecord(
            Guid.CreateVersion7(created), ModeratorId, author, 7, Interlocked.Increment(ref lastMessage), 0, status, severity, 0.9f, "rule",
            "because", """{"content":"hello","author_name":"Ada"}""", created, created, null, Actions: actions);
    }

    public ActionDraft Draft(EvaluationRecord message, string type = "kick", ActionStatus status = ActionStatus.AwaitingApproval, TimeSpan? expiresIn = null) => new(
        message.EventId, message.CreatedAt, ModeratorId, "discord", GuildId, message.ChannelId, message.MessageId, message.PlatformUserId,
        type, """{"duration":60}""", status, "rude", null, TimeProvider.System.GetUtcNow() + (expiresIn ?? TimeSpan.FromHours(1)),
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

    public Task RecordAsync(CancellationToken cancellationToken, params EvaluationRecord[] messages) =>
        new RecordEvaluations(host.Database.DataSource, new Topics(host.TopicPrefix), TimeProvider.System).ExecuteAsync(messages, cancellationToken);

    /// <summary>Records a message with one action.</summary>
    /// <returns>The action's id.</returns>
    public async Task<Guid> ActAsync(
        CancellationToken cancellationToken, ActionStatus status = ActionStatus.AwaitingApproval, TimeSpan? expiresIn = null)
    {
        var message = Message(0.9f);
        message = message with { Actions = [Draft(message, status: status, expiresIn: expiresIn)] };
        await RecordAsync(cancellationToken, message);
        return await host.UsingAsync(db => Task.FromResult(db.Actions.Single(a => a.EventId == message.EventId).ActionId));
    }
}
