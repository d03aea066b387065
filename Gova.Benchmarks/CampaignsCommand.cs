using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Gova.Moderation.Campaigns;

namespace Gova.Benchmarks;

/// <summary><c>campaigns</c>: how long the search for campaigns takes for a message, with a full memory.</summary>
internal static class CampaignsCommand
{
    private const int Messages = 300_000;
    private const int PerSecond = 1_000;

    private static readonly int[] Lengths = [20, 80, 300];

    public static Command Create()
    {
        var command = new Command("campaigns", "Time and memory that the search for campaigns takes for a message.");
        command.SetAction(_ =>
        {
            Console.WriteLine("| Characters | µs a message | % of a core at 1,000 msg/s | Bytes allocated a message | MB held |");
            Console.WriteLine("|---|---|---|---|---|");
            foreach (var length in Lengths)
            {
                var (microseconds, allocated, held) = Measure(length);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {length} | {microseconds:0.00} | {microseconds * PerSecond / 10_000:0.00} | {allocated:0} | {held:0.0} |"));
            }
        });
        return command;
    }

    /// <summary>One community at 1,000 messages a second, one in fifty of them part of some campaign. The better of two runs.</summary>
    private static (double Microseconds, double Allocated, double Held) Measure(int length)
    {
        var random = new Random(length);
        var texts = Enumerable.Range(0, Messages).Select(i =>
            i % 50 == 0 ? new string((char)('a' + (i / 50 % 20)), 1) + Words(new Random(i / 50 % 20), length) : Words(random, length)).ToList();
        var (best, allocated, held) = (double.MaxValue, 0d, 0d);
        for (var run = 0; run < 2; run++)
        {
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
            var watch = new CampaignWatch();
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < texts.Count; i++)
            {
                watch.Add(Guid.Empty, new CampaignMessage(i, i % 5_000, i % 20, DateTimeOffset.UnixEpoch.AddMilliseconds(i), texts[i]));
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalMicroseconds / texts.Count);
            allocated = (double)(GC.GetAllocatedBytesForCurrentThread() - allocatedBefore) / texts.Count;
            held = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6;
            GC.KeepAlive(watch);
        }

        return (best, allocated, held);
    }

    private static string Words(Random random, int length) => new(random.GetItems("abcdefghijklmnopqrstuvwxyz     ".AsSpan(), length));
}
