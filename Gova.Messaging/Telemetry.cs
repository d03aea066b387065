using System.Diagnostics.Metrics;

namespace Gova.Messaging;

/// <summary>What goes wrong with records, under the name <c>Gova.Messaging</c>; tagged with topic and consumer group.</summary>
internal static class Telemetry
{
    public const string Name = "Gova.Messaging";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Buried =
        Meter.CreateCounter<long>("gova.records.dead_lettered", "{record}", "Records put on the dead letters, by topic and group");

    private static readonly Counter<long> Retried =
        Meter.CreateCounter<long>("gova.batches.retried", "{try}", "Further tries of batches, by topic, group and whether waiting can help");

    public static void CountDeadLetter(string topic, string group) => Buried.Add(1, new("topic", topic), new("group", group));

    public static void CountRetry(string topic, string group, bool isTransient) =>
        Retried.Add(1, new("topic", topic), new("group", group), new("transient", isTransient));
}
