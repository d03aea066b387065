namespace Gova.AppHost.Local.Running;

/// <summary>One line per event, with the resource before it, in the resource's colour where the output is a terminal.</summary>
internal sealed class ConsoleLog(TextWriter output, TextWriter error, bool coloured)
{
    private const string Reset = "\u001b[0m";
    private static readonly string[] Colours = ["36", "32", "33", "35", "34", "96", "92", "93", "95"];
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _prefixes = [];
    private int _width;

    public static ConsoleLog ForConsole() => new(
        Console.Out, Console.Error, !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "");

    public static ConsoleLog Silent() => new(TextWriter.Null, TextWriter.Null, coloured: false);

    public void Resources(IEnumerable<string> names)
    {
        _width = names.Append("host").Max(name => name.Length);
    }

    public void Line(string resource, string text)
    {
        lock (_gate)
        {
            output.WriteLine($"{Prefix(resource)} {text}");
        }
    }

    public void Host(string text) => Line("host", text);

    public void Plain(string text)
    {
        lock (_gate)
        {
            output.WriteLine(text);
        }
    }

    public void Error(string text)
    {
        lock (_gate)
        {
            error.WriteLine(coloured ? $"\u001b[31;1merror: {text}{Reset}" : $"error: {text}");
        }
    }

    private string Prefix(string resource)
    {
        if (!_prefixes.TryGetValue(resource, out var prefix))
        {
            var padded = resource.PadRight(_width);
            prefix = coloured ? $"\u001b[{Colours[_prefixes.Count % Colours.Length]}m{padded} |{Reset}" : $"{padded} |";
            _prefixes[resource] = prefix;
        }

        return prefix;
    }
}
