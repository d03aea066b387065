using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Gova.Moderation.Triage;

namespace Gova.Benchmarks.Triage;

/// <summary><c>triage</c>: how long the triage model takes for a message, and what it allocates.</summary>
internal static class TriageCommand
{
    private const int Characters = 1_000_000;

    private static readonly int[] Lengths = [20, 80, 300, 2_000];

    private static readonly string[] Sentences =
    [
        "Has anybody tried the new version yet? ", "I finished the second chapter and it was great! ", "Meet you at 8, bring snacks. ",
        "That is not how I remember it, honestly. ", "lol same here ", "The build fails on my machine since Tuesday. ",
    ];

    public static Command Create()
    {
        var command = new Command("triage", "Time and memory that the triage model takes for a message.");
        command.SetAction(_ =>
        {
            Console.WriteLine("| Characters | µs a message | Bytes allocated a message |");
            Console.WriteLine("|---|---|---|");
            foreach (var length in Lengths)
            {
                var (microseconds, bytes) = Measure(Texts(length), 4 * Characters / length);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {length} | {microseconds:0.00} | {bytes:0.###} |"));
            }
        });
        return command;
    }

    /// <summary>The best of five runs: what the model takes, and not what else the machine does.</summary>
    private static (double Microseconds, double Bytes) Measure(string[] texts, int messages)
    {
        var scores = new TriageScores();
        var best = double.MaxValue;
        long allocated = 0;
        for (var run = 0; run < 6; run++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < messages; i++)
            {
                TriageModel.Default.Predict(texts[i % texts.Length], ref scores);
            }

            var elapsed = Stopwatch.GetElapsedTime(started).TotalMicroseconds / messages;
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            best = run == 0 ? best : Math.Min(best, elapsed);
        }

        return (best, (double)allocated / messages);
    }

    /// <summary>Different texts, so that no branch predictor learns one by heart.</summary>
    private static string[] Texts(int length)
    {
        var random = new Random(length);
        return [.. Enumerable.Range(0, 64).Select(_ => string.Concat(
            Enumerable.Range(0, 2_000).Select(_ => Sentences[random.Next(Sentences.Length)]).TakeWhile((_, i) => i * 12 <= length + 12))[..length])];
    }
}
