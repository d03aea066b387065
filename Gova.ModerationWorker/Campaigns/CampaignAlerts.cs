using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gova.Data.Alerts;
using Gova.Moderation.Campaigns;

namespace Gova.ModerationWorker.Campaigns;

/// <summary>
/// Tells of campaigns while they go on. What could not be stored stays here, as it stood last, and is tried again; what a stop
/// finds is stored before the worker ends.
/// </summary>
internal sealed partial class CampaignAlerts(CampaignWatch watch, RaiseAlert raise, TimeProvider time, ILogger<CampaignAlerts> logger)
    : BackgroundService
{
    /// <summary>How long a campaign may go on before moderators know of it.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>In a pass: when there are campaigns everywhere, telling of them must not slow down the messages.</summary>
    private const int MaxTold = 200;

    private static readonly TimeSpan LastTry = TimeSpan.FromSeconds(5);

    private readonly Dictionary<(Guid ModeratorId, string CampaignId), CampaignReport> _untold = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stoppingToken.IsCancellationRequested)
            {
                await TellAsync(stoppingToken);
            }
        }

        using var lastTry = new CancellationTokenSource(LastTry, time);
        await TellAsync(lastTry.Token);
    }

    /// <summary>Stores what is new of each campaign.</summary>
    internal async Task TellAsync(CancellationToken cancellationToken)
    {
        foreach (var report in watch.TakeChanged())
        {
            _untold[(report.ModeratorId, report.CampaignId)] = report;
        }

        var due = _untold.Take(MaxTold).ToList();
        if (due.Count == 0)
        {
            return;
        }

        try
        {
            await raise.RaiseAsync(
                due.Select(item => item.Value).Select(report =>
                    new NewAlert(report.ModeratorId, AlertKind.Campaign, report.CampaignId, Title(report), Details(report))),
                cancellationToken);
            due.ForEach(item => _untold.Remove(item.Key));
        }
        catch (Exception e)
        {
            Log.Untold(logger, _untold.Count, e);
        }
    }

    private static string Title(CampaignReport report) =>
        $"{Count(report.Members.Count, "member")} posted nearly the same in {Count(report.Channels.Count, "channel")}, {Count(report.Messages, "message")} so far";

    private static string Count(int count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    private static string Details(CampaignReport report) => JsonSerializer.Serialize(
        new CampaignDetails(
            report.Messages, Texts(report.Members), Texts(report.Channels), Texts(report.MessageIds),
            // Postgres stores no NUL.
            report.Text.Replace('\0', '\uFFFD'), report.FirstSeenAt, report.LastSeenAt),
        CampaignJson.Default.CampaignDetails);

    private static List<string> Texts(IEnumerable<long> ids) => [.. ids.Select(id => id.ToString(CultureInfo.InvariantCulture))];

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Count} campaigns could not be told of; next try in a few seconds")]
        public static partial void Untold(ILogger logger, int count, Exception error);
    }
}

/// <summary>What the alert of a campaign tells (<c>alerts.details</c>). Ids are text; of each list the first 1,000 are kept.</summary>
/// <param name="Messages">How many in all.</param>
/// <param name="Text">One of the texts, cut.</param>
internal sealed record CampaignDetails(
    int Messages,
    IReadOnlyList<string> Members,
    IReadOnlyList<string> Channels,
    IReadOnlyList<string> MessageIds,
    string Text,
    DateTimeOffset FirstSeenAt,
    DateTimeOffset LastSeenAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CampaignDetails))]
internal sealed partial class CampaignJson : JsonSerializerContext;
