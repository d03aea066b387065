using System.IO.Compression;
using System.Text;
using Gova.Benchmarks.Evaluation;

namespace Gova.Tests.Moderation.Evaluation;

public sealed class LabelledSetTests : IDisposable
{
    private static readonly ColumnMap Map = new("text", ["label"], []);

    private readonly string _folder = Directory.CreateTempSubdirectory("gova-sets-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_csv_keeps_the_line_breaks_and_quotes_inside_of_a_field()
    {
        var rows = Read("set.csv", "id,text,label\n1,\"two\nlines, \"\"quoted\"\"\",toxic\n2,fine,clean\n");

        Assert.Equal(("two\nlines, \"quoted\"", true), (rows[0].Text, rows[0].IsPositive));
        Assert.Equal(["toxic"], rows[0].Labels);
        Assert.Equal(("fine", false), (rows[1].Text, rows[1].IsPositive));
    }

    [Theory]
    [InlineData("set.tsv", "text\tlabel\nbad, very\t1\nfine\t0\n")]
    [InlineData("set.jsonl", "{\"text\":\"bad, very\",\"label\":1}\n\n{\"text\":\"fine\",\"label\":false}\n{\"text\":\"unknown\",\"label\":null}\n")]
    [InlineData("set.csv.gz", "label,text\n0.51,\"bad, very\"\n0.49,fine\n")]
    public void Other_files_are_read_alike(string name, string content)
    {
        var rows = Read(name, content);

        Assert.Equal([("bad, very", true), ("fine", false)], rows.Select(row => (row.Text, row.IsPositive)));
    }

    [Fact]
    public void Several_columns_are_several_labels()
    {
        var rows = Read("set.csv", "text,toxic,obscene\na,1,1\nb,0,1\nc,0,0\n", Map with { Labels = ["toxic", "obscene"] });

        Assert.Equal(["toxic obscene", "obscene", ""], rows.Select(row => string.Join(' ', row.Labels)));
    }

    [Fact]
    public void Harmless_labels_can_be_named()
    {
        var rows = Read("set.csv", "text,label\na,2\nb,0\n", Map with { Benign = ["2"] });

        Assert.Equal([false, true], rows.Select(row => row.IsPositive));
    }

    [Theory]
    [InlineData("set.csv", "text,kind\na,1\n", "The set has no column 'label'; it has text, kind.")]
    [InlineData("set.csv", "text,label\n", "The set has no labelled text.")]
    [InlineData("set.jsonl", "", "The set has no labelled text.")]
    [InlineData("set.csv", "text,label\na,1\nb,1\n", "Every text of the set is labelled as not harmless: there is nothing to tell apart.")]
    [InlineData("set.csv", "text,label\na,0\nb,no\n", "Every text of the set is harmless: there is nothing to tell apart.")]
    [InlineData("set.jsonl", "{\"text\":\"a\",\"label\":1}\n{\"text\":", "Line 2 is no JSON object.")]
    [InlineData("set.jsonl", "{\"text\":\"a\",\"label\":1}\n[]", "Line 2 is no JSON object.")]
    [InlineData("set.jsonl", "{\"body\":\"a\",\"label\":1}", "Line 1 has no member 'text'.")]
    [InlineData("set.parquet", "PAR1", "A set is .csv, .tsv, .jsonl or .ndjson, plain or .gz, and not '.parquet'.")]
    public void What_cannot_be_measured_is_refused_with_the_reason(string name, string content, string problem) =>
        Assert.Equal(problem, Assert.Throws<InvalidDataException>(() => Read(name, content)).Message);

    [Fact]
    public void A_malformed_line_is_named() => Assert.StartsWith(
        "Line ", Assert.Throws<InvalidDataException>(() => Read("set.csv", "text,label\na,1\n\"b,0\n")).Message, StringComparison.Ordinal);

    private IReadOnlyList<LabelledRow> Read(string name, string content, ColumnMap? map = null)
    {
        var file = new FileInfo(Path.Combine(_folder, name));
        using (var stream = file.Create())
        using (Stream target = file.Extension == ".gz" ? new GZipStream(stream, CompressionLevel.Fastest) : stream)
        {
            target.Write(Encoding.UTF8.GetBytes(content));
        }

        return LabelledSet.Read(file, map ?? Map);
    }
}
