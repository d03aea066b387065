using System.Diagnostics.Metrics;
using Gova.DiscordGateway.Discord.Gateway;

namespace Gova.DiscordGateway.Discord.Rest;

/// <summary>What is measured of calls, by route.</summary>
internal static class RestMetrics
{
    private static readonly Meter Meter = new(GatewayMetrics.MeterName);

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "gova.discord.rest.duration", "s", "Calls and how long Discord took, by route and status; status 0 is no answer.");

    private static readonly Histogram<double> BucketWait = Meter.CreateHistogram<double>(
        "gova.discord.rest.bucket_wait", "s", "How long calls waited for their turn and their limit, by route.");

    public static void Called(string route, int status, TimeSpan duration) =>
        Duration.Record(duration.TotalSeconds, new("route", route), new("status", status));

    public static void Waited(string route, TimeSpan wait) => BucketWait.Record(wait.TotalSeconds, new KeyValuePair<string, object?>("route", route));
}
