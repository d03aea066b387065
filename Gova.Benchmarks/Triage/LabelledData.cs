using System.IO.Compression;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using CsvHelper;
using Gova.Moderation.Triage;

namespace Gova.Benchmarks.Triage;

/// <summary>Reads the labelled sets of a folder, each with its own meaning of its labels. Handles and links are taken out.</summary>
internal static partial class LabelledData
{
    /// <exception cref="FileNotFoundException">One of the files is missing.</exception>
    public static IReadOnlyList<LabelledText> Read(string folder) =>
    [
        .. Davidson(Path.Combine(folder, "davidson-labeled.csv")),
        .. Hatemoji(Path.Combine(folder, "hatemoji-build-train.csv")),
        .. Hatemoji(Path.Combine(folder, "hatemoji-build-validation.csv")),
        .. Madlibs(Path.Combine(folder, "bias-madlibs-77k.csv")),
        .. OpenAi(Path.Combine(folder, "openai-moderation-1680.jsonl.gz")),
        .. Own(Path.Combine(AppContext.BaseDirectory, "Triage", "own-texts.csv")),
    ];

    public static string Clean(string text) => Space().Replace(
        Handle().Replace(Retweet().Replace(WebUtility.HtmlDecode(text), " "), " "), " ").Trim();

    /// <summary>Tweets: hate, offensive, or neither, which is taken to be clean in every respect.</summary>
    private static IEnumerable<LabelledText> Davidson(string path)
    {
        foreach (var row in Rows(path))
        {
            var kind = row("class");
            var labels = kind == "2" ? Clean() : LabelledText.Unknown();
            labels[(int)TriageLabel.Flagged] = labels[(int)TriageLabel.Offensive] = kind != "2";
            labels[(int)TriageLabel.Hate] = kind == "0";
            yield return new LabelledText("davidson", Clean(row("tweet")), labels);
        }
    }

    private static IEnumerable<LabelledText> Hatemoji(string path)
    {
        foreach (var row in Rows(path))
        {
            var labels = LabelledText.Unknown();
            labels[(int)TriageLabel.Flagged] = labels[(int)TriageLabel.Hate] = row("label_gold") == "1";
            yield return new LabelledText("hatemoji", Clean(row("text")), labels);
        }
    }

    private static IEnumerable<LabelledText> Madlibs(string path)
    {
        foreach (var row in Rows(path))
        {
            var isBad = row("Label") == "BAD";
            var labels = isBad ? LabelledText.Unknown() : Clean();
            labels[(int)TriageLabel.Flagged] = labels[(int)TriageLabel.Offensive] = isBad;
            yield return new LabelledText("madlibs", Clean(row("Text")), labels);
        }
    }

    private static IEnumerable<LabelledText> OpenAi(string path)
    {
        using var lines = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (lines.ReadLine() is { } line)
        {
            using var item = JsonDocument.Parse(line);
            var labels = LabelledText.Unknown();
            labels[(int)TriageLabel.Hate] = Any(item.RootElement, "H", "H2");
            labels[(int)TriageLabel.Harassment] = Any(item.RootElement, "HR");
            labels[(int)TriageLabel.Sexual] = Any(item.RootElement, "S", "S3");
            labels[(int)TriageLabel.Violence] = Any(item.RootElement, "V", "V2");
            labels[(int)TriageLabel.SelfHarm] = Any(item.RootElement, "SH");
            labels[(int)TriageLabel.Flagged] = labels.Any(label => label == true);
            yield return new LabelledText("openai", Clean(item.RootElement.GetProperty("prompt").GetString()!), labels);
        }
    }

    /// <summary>Texts of our own writing: everyday talk, and mild forms of what is not welcome. Every label is known.</summary>
    private static IEnumerable<LabelledText> Own(string path)
    {
        foreach (var row in Rows(path))
        {
            var labels = Clean();
            foreach (var name in row("labels").Split(' ').Where(name => name != "clean"))
            {
                labels[(int)Enum.Parse<TriageLabel>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true)] = true;
                labels[(int)TriageLabel.Flagged] = true;
            }

            yield return new LabelledText("own", Clean(row("text")), labels);
        }
    }

    /// <summary>True when one of them is 1, false when one is 0 and none is 1, null when none is known.</summary>
    private static bool? Any(JsonElement item, params ReadOnlySpan<string> names)
    {
        bool? any = null;
        foreach (var name in names)
        {
            if (item.TryGetProperty(name, out var value))
            {
                any = any == true || value.GetInt32() == 1;
            }
        }

        return any;
    }

    private static bool?[] Clean()
    {
        var labels = LabelledText.Unknown();
        Array.Fill(labels, false);
        return labels;
    }

    private static IEnumerable<Func<string, string>> Rows(string path)
    {
        using var reader = CsvReader.Create(File.OpenRead(path), CsvReaderOptions.Default, false);
        reader.ReadHeader();
        while (reader.Read())
        {
            yield return name => reader.GetString(name);
        }
    }

    [GeneratedRegex(@"\bRT\b")]
    private static partial Regex Retweet();

    [GeneratedRegex(@"@\w+:?")]
    private static partial Regex Handle();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
