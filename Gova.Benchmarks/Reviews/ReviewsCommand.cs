using System.CommandLine;

namespace Gova.Benchmarks.Reviews;

/// <summary>
/// <c>reviews</c>: the demo community talks, and gateway, worker and the simulated model do their work: how many calls the model
/// gets, how long messages wait for its verdict, and which harmful ones are missed; in the review modes <c>all</c> and
/// <c>suspicious</c>. With <c>--model-delay</c> instead: what a slow model costs the other communities.
/// </summary>
internal static class ReviewsCommand
{
    public static Command Create()
    {
        var rate = new Option<double>("--rate") { Description = "Messages a second in the demo community.", DefaultValueFactory = _ => 50 };
        var seconds = new Option<int>("--seconds") { Description = "Length of a run.", DefaultValueFactory = _ => 60 };
        var shadow = new Option<bool>("--shadow")
        {
            Description = "The moderator only records what it would do, so that troublemakers are not silenced and go on.",
        };
        var delay = new Option<double?>("--model-delay") { Description = "Seconds that the model takes; measures the other communities' verdicts." };
        var json = new Option<FileInfo?>("--json") { Description = "Also writes the figures to this file." };
        rate.Validators.Add(result => Require(result.GetValueOrDefault<double>() is > 0 and <= 1_000, result));
        seconds.Validators.Add(result => Require(result.GetValueOrDefault<int>() is >= 1 and <= 3_600, result));
        delay.Validators.Add(result => Require(result.GetValueOrDefault<double?>() is null or (>= 0 and <= 20), result));

        var command = new Command("reviews", "Calls to the model, and how long messages wait for it.") { rate, seconds, shadow, delay, json };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var talk = new Talk(arguments.GetValue(rate), arguments.GetValue(seconds), arguments.GetValue(shadow));
            await using var environment = await BenchmarkEnvironment.StartAsync(cancellationToken);
            await using var benchmark = new ReviewsBenchmark(environment, talk);
            var figures = arguments.GetValue(delay) is { } slow
                ? new[] { await benchmark.RunAsync("all", null, true, cancellationToken), await benchmark.RunAsync("all", slow, true, cancellationToken) }
                : [await benchmark.RunAsync("all", null, false, cancellationToken), await benchmark.RunAsync("suspicious", null, false, cancellationToken)];
            Console.WriteLine(ReviewsReport.Table(talk, figures));
            if (arguments.GetValue(json) is { } file)
            {
                await File.WriteAllTextAsync(file.FullName, ReviewsReport.Json(figures), cancellationToken);
            }

            return 0;
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

/// <summary>What the demo community does.</summary>
internal sealed record Talk(double Rate, int Seconds, bool Shadow);
