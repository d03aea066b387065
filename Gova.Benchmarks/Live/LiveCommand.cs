using System.CommandLine;

namespace Gova.Benchmarks.Live;

/// <summary><c>live</c>: how long the live feed takes from the start of recording an event to every watcher's having it.</summary>
internal static class LiveCommand
{
    public static Command Create()
    {
        var watchers = Number("--watchers", "Open streams, each a connection of its own.", 1_000);
        var moderators = Number("--moderators", "Communities that they watch, as many watchers each.", 10);
        var rate = Number("--rate", "Events a second, in all communities together.", 50);
        var seconds = Number("--seconds", "How long.", 30);
        var command = new Command("live", "Delay and memory of the live feed.") { watchers, moderators, rate, seconds };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var load = new LiveLoad(
                arguments.GetValue(watchers), arguments.GetValue(moderators), arguments.GetValue(rate), arguments.GetValue(seconds));
            await using var environment = await BenchmarkEnvironment.StartAsync(cancellationToken);
            var figures = await new LiveBenchmark(environment, load).RunAsync(cancellationToken);
            Console.WriteLine(LiveReport.Table(figures));
            return figures is { Missed: 0, Doubled: 0 } ? 0 : 1;
        });
        return command;
    }

    private static Option<int> Number(string name, string description, int value)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError($"{name} must be at least 1.");
            }
        });
        return option;
    }
}

/// <summary>What the benchmark does.</summary>
internal sealed record LiveLoad(int Watchers, int Moderators, int Rate, int Seconds);
