using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Gova.Moderation.Policy;

namespace Gova.Moderation.Rules;

/// <summary>
/// A regular expression. The engine takes time linear in the text, whatever the expression, and has no look-around and no
/// back-references.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RegexRule : ContentRule
{
    /// <summary>So many a moderator.</summary>
    public const int Most = 50;

    /// <summary>Longest expression.</summary>
    public const int MaxLength = 500;

    /// <summary>A match takes no longer.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(50);

    /// <summary>The expression.</summary>
    public string Pattern { get; set; } = "";

    /// <summary>Whether upper and lower case differ.</summary>
    public bool CaseSensitive { get; set; }

    /// <exception cref="ArgumentException">It is no regular expression.</exception>
    /// <exception cref="NotSupportedException">It needs what a linear-time engine cannot do.</exception>
    internal Regex Compile() => new(
        Pattern,
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | (CaseSensitive ? RegexOptions.None : RegexOptions.IgnoreCase),
        Timeout);

    internal override void Check(Problems problems, string path)
    {
        base.Check(problems, path);
        if (Pattern is not { Length: > 0 and <= MaxLength })
        {
            problems.All.Add($"{path}.pattern: must have 1 to {MaxLength} characters");
        }
        else if (RegexSize.Of(Pattern) > RegexSize.Largest)
        {
            problems.All.Add($"{path}.pattern: repeats too much: at most {RegexSize.Largest} places in all");
        }
        else if (Objection() is { } objection)
        {
            problems.All.Add($"{path}.pattern: {objection}");
        }
    }

    private string? Objection()
    {
        try
        {
            Compile();
            return null;
        }
        catch (NotSupportedException)
        {
            return "must do without look-around, back-references and atomic groups, for the sake of linear time";
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }
    }
}
