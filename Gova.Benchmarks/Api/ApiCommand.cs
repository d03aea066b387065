using System.CommandLine;

namespace Gova.Benchmarks.Api;

/// <summary><c>api</c>: how long the api takes to answer over a year of messages.</summary>
internal static class ApiCommand
{
    /// <summary>Measured, with indexes and what Postgres writes beside them.</summary>
    private const long BytesPerMessage = 2_000;

    public static Command Create()
    {
        var messages = new Option<int>("--messages") { Description = "Evaluations in the database.", DefaultValueFactory = _ => 10_000_000 };
        var requests = new Option<int>("--requests") { Description = "Requests of each kind.", DefaultValueFactory = _ => 500 };
        var rate = new Option<int>("--rate") { Description = "Requests a second for the list of moderators.", DefaultValueFactory = _ => 1_000 };
        var seconds = new Option<int>("--seconds") { Description = "For so long.", DefaultValueFactory = _ => 20 };
        var state = new Option<DirectoryInfo?>("--state") { Description = "Keeps the database in this folder; a further run takes it as it is." };
        var fillOnly = new Option<bool>("--fill-only") { Description = "Fills the database and measures nothing." };
        var json = new Option<FileInfo?>("--json") { Description = "Also writes the figures to this file." };
        foreach (var option in new[] { messages, requests, rate, seconds })
        {
            option.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<int>() < 1)
                {
                    result.AddError($"{result.Option.Name} must be at least 1.");
                }
            });
        }

        var command = new Command("api", "Answers of the api over a year of messages.") { messages, requests, rate, seconds, state, fillOnly, json };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var folder = arguments.GetValue(state);
            RequireSpace(folder, arguments.GetValue(messages));
            await using var environment = await BenchmarkEnvironment.StartAsync(cancellationToken, folder);
            var fill = new FillDatabase(environment);
            var filled = await fill.RunAsync(arguments.GetValue(messages), cancellationToken);
            if (arguments.GetValue(fillOnly))
            {
                return 0;
            }

            var load = new ApiLoad(arguments.GetValue(requests), arguments.GetValue(rate), arguments.GetValue(seconds));
            var figures = await new ApiBenchmark(environment, fill, load, filled).RunAsync(cancellationToken);
            Console.WriteLine(ApiReport.Table(figures));
            if (arguments.GetValue(json) is { } file)
            {
                await File.WriteAllTextAsync(file.FullName, ApiReport.Json(figures), cancellationToken);
            }

            return figures.AllMet ? 0 : 1;
        });
        return command;
    }

    private static void RequireSpace(DirectoryInfo? folder, long messages)
    {
        folder?.Create();
        var free = new DriveInfo(folder?.FullName ?? Path.GetTempPath()).AvailableFreeSpace;
        if (folder?.EnumerateFileSystemInfos().Any() != true && free < messages * BytesPerMessage)
        {
            throw new InvalidOperationException(
                $"{messages:N0} messages need {messages * BytesPerMessage >> 30} GB, and {free >> 30} GB are free: ask for fewer with --messages.");
        }
    }
}

/// <summary>What the benchmark asks for.</summary>
internal sealed record ApiLoad(int Requests, int Rate, int Seconds);
