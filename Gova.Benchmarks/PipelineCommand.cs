using System.CommandLine;

namespace Gova.Benchmarks;

/// <summary>
/// <c>pipeline</c>: how fast messages become durable evaluations, against the limit of reading and inserting them without any
/// logic, in one run on the same broker, table and indexes; then the time from message to durable verdict at a steady rate.
/// </summary>
internal static class PipelineCommand
{
    public static Command Create()
    {
        var messages = new Option<int>("--messages") { Description = "Messages per throughput run.", DefaultValueFactory = _ => 200_000 };
        var moderators = new Option<int>("--moderators") { Description = "Communities that they belong to.", DefaultValueFactory = _ => 1_000 };
        var rate = new Option<int>("--rate") { Description = "Messages a second of the latency run.", DefaultValueFactory = _ => 500 };
        var seconds = new Option<int>("--seconds") { Description = "Length of the latency run.", DefaultValueFactory = _ => 30 };
        var json = new Option<FileInfo?>("--json") { Description = "Also writes the figures to this file." };
        foreach (var option in new[] { messages, moderators, rate, seconds })
        {
            option.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<int>() < 1)
                {
                    result.AddError($"{result.Option.Name} must be at least 1.");
                }
            });
        }

        var command = new Command("pipeline", "Throughput and latency from Kafka to a durable evaluation.") { messages, moderators, rate, seconds, json };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var load = new Load(
                arguments.GetValue(messages), arguments.GetValue(moderators), arguments.GetValue(rate), arguments.GetValue(seconds));
            await using var environment = await BenchmarkEnvironment.StartAsync(cancellationToken);
            var figures = await new PipelineBenchmark(environment, load).RunAsync(cancellationToken);
            Console.WriteLine(PipelineReport.Table(figures));
            if (arguments.GetValue(json) is { } file)
            {
                await File.WriteAllTextAsync(file.FullName, PipelineReport.Json(figures), cancellationToken);
            }

            return figures.RowsLost == 0 ? 0 : 1;
        });
        return command;
    }
}

/// <summary>What the benchmark sends.</summary>
internal sealed record Load(int Messages, int Moderators, int Rate, int Seconds);
