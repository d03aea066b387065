using System.CommandLine;
using System.Diagnostics;
using Gova.Benchmarks.Triage;
using Gova.Moderation.Llm;
using Gova.Moderation.Policy;
using Gova.Moderation.Review;

namespace Gova.Benchmarks.Evaluation;

/// <summary><c>evaluate</c>: how often a tier is right about a labelled set.</summary>
internal static class EvaluateCommand
{
    private static readonly Option<FileInfo> Set = new("--set") { Description = "CSV, TSV or JSON lines, plain or gzipped.", Required = true };
    private static readonly Option<string> Text = new("--text") { Description = "Column with the text.", DefaultValueFactory = _ => "text" };
    private static readonly Option<string> Label = new("--label")
    {
        Description = "Column with the label, or several with 0 or 1 each, with commas between.", DefaultValueFactory = _ => "label",
    };

    private static readonly Option<string[]> Benign = new("--benign")
    {
        Description = "Labels that mean harmless; without it the usual names do, and numbers below one half.", AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string> Tier = new("--tier") { Description = "Which tier judges.", DefaultValueFactory = _ => "triage" };
    private static readonly Option<FileInfo?> Configuration = new("--config") { Description = "A moderator's configuration (JSON), for rules and model." };
    private static readonly Option<Uri?> Endpoint = new("--endpoint") { Description = "OpenAI-compatible endpoint, with /v1, for the model." };
    private static readonly Option<string?> Model = new("--model") { Description = "Its model." };
    private static readonly Option<string?> ApiKey = new("--api-key") { Description = "Its key." };
    private static readonly Option<double?> InputPrice = new("--input-price") { Description = "US dollars for a million tokens read." };
    private static readonly Option<double?> OutputPrice = new("--output-price") { Description = "US dollars for a million tokens written." };
    private static readonly Option<FileInfo?> Json = new("--json") { Description = "Also writes the figures to this file." };

    public static Command Create()
    {
        Set.AcceptExistingOnly();
        Tier.AcceptOnlyFromAmong("rules", "triage", "model", "all");
        var command = new Command("evaluate", "Measures a tier on a labelled set.")
        {
            Set, Text, Label, Benign, Tier, Configuration, Endpoint, Model, ApiKey, InputPrice, OutputPrice, Json,
        };
        command.SetAction(RunAsync);
        return command;
    }

    internal static async Task<EvaluationReport> EvaluateAsync(
        string set, IReadOnlyList<LabelledRow> rows, Judge judge, CancellationToken cancellationToken)
    {
        var texts = rows.Select(row => LabelledData.Clean(row.Text)).ToList();
        var started = Stopwatch.GetTimestamp();
        var scores = await judge.ScoreAsync(texts, cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(started);
        var scored = rows.Zip(scores, (row, score) => (row.Labels, Scored: new Scored(score, row.IsPositive))).ToList();
        var negatives = scored.Where(row => !row.Scored.IsPositive).Select(row => row.Scored).ToList();
        var labels = rows.SelectMany(row => row.Labels).Distinct().Order(StringComparer.Ordinal).ToList();
        List<LabelFigures> figures = labels is { Count: > 1 and <= 20 }
            ? [.. labels.Select(label => LabelFigures.Of(
                label, [.. scored.Where(row => row.Labels.Contains(label)).Select(row => row.Scored), .. negatives], judge.FlaggedFrom))]
            : [];
        figures.Add(LabelFigures.Of("overall", [.. scored.Select(row => row.Scored)], judge.FlaggedFrom));
        return new EvaluationReport(
            set, judge.Tier, judge.FlaggedFrom, figures, IdentityBias.Measure([.. texts.Zip(scored, (text, row) => (text, row.Scored))]),
            judge.Calls * 1_000.0 / rows.Count, judge.Cost * 1_000 / rows.Count, judge.NoVerdicts, elapsed.TotalMicroseconds / rows.Count);
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        try
        {
            var set = arguments.GetValue(Set)!;
            var map = new ColumnMap(
                arguments.GetValue(Text)!,
                arguments.GetValue(Label)!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
                arguments.GetValue(Benign) ?? []);
            using var model = ReadModel(arguments);
            var judge = new Judge(arguments.GetValue(Tier)!, await ReadConfigurationAsync(arguments, cancellationToken), model);
            var report = await EvaluateAsync(set.Name, LabelledSet.Read(set, map), judge, cancellationToken);
            Console.WriteLine(report.Table());
            if (arguments.GetValue(Json) is { } file)
            {
                await File.WriteAllTextAsync(file.FullName, report.Json(), cancellationToken);
            }

            return 0;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or ModelUnavailableException or ModelRefusedRequestException)
        {
            await Console.Error.WriteLineAsync($"error: {e.Message}");
            return 1;
        }
    }

    private static MeteredModel? ReadModel(ParseResult arguments)
    {
        if (arguments.GetValue(Endpoint) is not { } endpoint)
        {
            return arguments.GetValue(Tier) == "model" ? throw new InvalidDataException("The tier model needs --endpoint and --model.") : null;
        }

        if (!endpoint.IsAbsoluteUri || endpoint.Scheme is not ("http" or "https"))
        {
            throw new InvalidDataException("--endpoint must be an absolute http or https address.");
        }

        var model = arguments.GetValue(Model) ?? throw new InvalidDataException("--model is missing: name the model that --endpoint serves.");
        var price = arguments.GetValue(InputPrice) is null && arguments.GetValue(OutputPrice) is null
            ? null
            : new Price(arguments.GetValue(InputPrice) ?? 0, arguments.GetValue(OutputPrice) ?? 0);
        return new MeteredModel(new OpenAiChatClient(endpoint, model, arguments.GetValue(ApiKey), TimeProvider.System), price);
    }

    private static async Task<ModeratorConfiguration> ReadConfigurationAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        if (arguments.GetValue(Configuration) is { } file)
        {
            return ModeratorConfiguration.Parse(await File.ReadAllTextAsync(file.FullName, cancellationToken), out var problems)
                ?? throw new InvalidDataException($"{file.Name}: {string.Join("; ", problems)}");
        }

        return arguments.GetValue(Tier) is "rules" ? throw new InvalidDataException("The tier rules needs --config.")
            : new ModeratorConfiguration { Guidelines = "Be kind. No hate, harassment, threats, sexual content or encouragement of self-harm." };
    }
}
