using System.CommandLine;
using Gova.Moderation.Triage;

namespace Gova.Benchmarks.Triage;

/// <summary><c>train</c>: makes the triage weights and their report from a folder of labelled text.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data") { Description = "Folder with the labelled sets.", Required = true };
        var epochs = new Option<int>("--epochs") { Description = "Passes over the training texts.", DefaultValueFactory = _ => 4 };
        var output = new Option<DirectoryInfo>("--out")
        {
            Description = "Where weights and report go.",
            DefaultValueFactory = _ => new DirectoryInfo(Path.Combine(BenchmarkEnvironment.RepositoryRoot, "Gova.Moderation", "Triage")),
        };
        data.AcceptExistingOnly();
        var command = new Command("train", "Trains the triage model.") { data, epochs, output };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var texts = LabelledData.Read(arguments.GetValue(data)!.FullName);
            Console.WriteLine($"{texts.Count} texts");
            var cleanBelow = OperatingPoints.CleanBelow(texts, arguments.GetValue(epochs));
            var weights = new TriageTrainer(texts, arguments.GetValue(epochs), Console.WriteLine).Train(cleanBelow);
            var others = texts.Select(text => text.Source).Distinct().Select(source => CrossSet.Measure(source, texts, arguments.GetValue(epochs))).ToList();
            var report = new TrainingReport(TriageModel.Load(weights), texts, others).Render();
            var folder = arguments.GetValue(output)!.FullName;
            await File.WriteAllBytesAsync(Path.Combine(folder, "triage-weights.bin"), weights, cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder, "TriageReport.md"), report, cancellationToken);
            Console.WriteLine(report);
        });
        return command;
    }
}
