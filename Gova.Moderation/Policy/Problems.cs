namespace Gova.Moderation.Policy;

/// <summary>Collects everything that is wrong with a configuration, each as <c>path: what is wrong</c>.</summary>
internal sealed class Problems
{
    public List<string> All { get; } = [];

    public void Require(bool holds, string path, string problem)
    {
        if (!holds)
        {
            All.Add($"{path}: {problem}");
        }
    }

    public void RequireText(string? text, int longest, string path) =>
        Require(text is null || text.Length <= longest, path, FormattableString.Invariant($"must have at most {longest:N0} characters"));

    /// <summary>Written so that a value which is not a number is a problem too.</summary>
    public void RequireShare(double? value, string path) => Require(value is null or (>= 0 and <= 1), path, "must be between 0 and 1");

    public void RequireRange(long? value, long least, long most, string path) =>
        Require(value is null || (value >= least && value <= most), path, FormattableString.Invariant($"must be between {least:N0} and {most:N0}"));

    public void RequireSnowflake(string? id, string path) => Require(id is null || ulong.TryParse(id, out _), path, "must be an id");

    public void RequireSnowflakes(IReadOnlyList<string>? ids, string path) =>
        Require(ids is { Count: <= 500 } && ids.All(id => ulong.TryParse(id, out _)), path, "must be a list of at most 500 ids");

    /// <summary>Looks at each item of a list; a list that is null, too long or has null in it is a problem itself.</summary>
    public void RequireEach<T>(IReadOnlyList<T>? items, int most, string path, string what, Action<T, string> look)
        where T : class
    {
        Require(items is not null && items.Count <= most, path, FormattableString.Invariant($"must be a list of at most {most} {what}"));
        for (var i = 0; i < Math.Min(items?.Count ?? 0, most); i++)
        {
            if (items![i] is { } item)
            {
                look(item, $"{path}[{i}]");
            }
            else
            {
                All.Add($"{path}[{i}]: must be an object");
            }
        }
    }
}
