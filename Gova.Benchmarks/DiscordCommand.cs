using System.CommandLine;

namespace Gova.Benchmarks;

/// <summary>
/// <c>discord</c>: the gateway service against the simulated Discord, which disturbs one of its connections every second. Nothing
/// may be lost, nothing doubled but what was fetched again, and memory must not grow.
/// </summary>
internal static class DiscordCommand
{
    public static Command Create()
    {
        var minutes = new Option<double>("--minutes") { Description = "Length of the run.", DefaultValueFactory = _ => 5 };
        var rate = new Option<int>("--rate") { Description = "Messages a second.", DefaultValueFactory = _ => 1_000 };
        var shards = new Option<int>("--shards") { Description = "Connections among which they are divided.", DefaultValueFactory = _ => 8 };
        var json = new Option<FileInfo?>("--json") { Description = "Also writes the figures to this file." };
        minutes.Validators.Add(result => Require(result.GetValueOrDefault<double>() is > 0 and <= 15, result));
        rate.Validators.Add(result => Require(result.GetValueOrDefault<int>() is >= 1 and <= 10_000, result));
        shards.Validators.Add(result => Require(result.GetValueOrDefault<int>() is >= 1 and <= 64, result));

        var command = new Command("discord", "The gateway under load, with a disturbance every second.") { minutes, rate, shards, json };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var load = new Soak(TimeSpan.FromMinutes(arguments.GetValue(minutes)), arguments.GetValue(rate), arguments.GetValue(shards));
            await using var environment = await BenchmarkEnvironment.StartAsync(cancellationToken);
            using var benchmark = new DiscordBenchmark(environment, load);
            var figures = await benchmark.RunAsync(cancellationToken);
            Console.WriteLine(DiscordReport.Table(figures));
            if (arguments.GetValue(json) is { } file)
            {
                await File.WriteAllTextAsync(file.FullName, DiscordReport.Json(figures), cancellationToken);
            }

            return figures is { Lost: 0, Doubled: 0 } ? 0 : 1;
        });
        return command;

        static void Require(bool isValid, System.CommandLine.Parsing.OptionResult result)
        {
            if (!isValid)
            {
                result.AddError($"{result.Option.Name} is out of range.");
            }
        }
    }
}

/// <summary>What the soak sends.</summary>
internal sealed record Soak(TimeSpan Length, int Rate, int Shards)
{
    public int Messages => (int)(Length.TotalSeconds * Rate);
}
