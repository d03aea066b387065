using System.Text.Json.Serialization;

namespace Gova.Moderation.Policy;

/// <summary>A message with one of the keywords is judged at once.</summary>
/// <param name="Keywords">Whole words or phrases, compared without case; disguised spellings count too.</param>
/// <param name="Severity">0 to 1.</param>
/// <param name="Action">What to do; null only records.</param>
/// <param name="Params">Parameters of the action.</param>
/// <param name="Reason">Recorded with the verdict.</param>
/// <param name="Shadow">Recorded, never acted on, and the message is judged as if the rule were not there.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record KeywordRule(
    IReadOnlyList<string> Keywords,
    double Severity,
    ActionType? Action = null,
    ActionParams? Params = null,
    string? Reason = null,
    bool Shadow = false)
{
    internal void Check(Problems problems, string path)
    {
        problems.Require(
            Keywords is { Count: > 0 and <= 1_000 } && !Keywords.Any(k => string.IsNullOrWhiteSpace(k) || k.Length > 100),
            $"{path}.keywords", "must be 1 to 1,000 words of at most 100 characters");
        problems.RequireShare(Severity, $"{path}.severity");
        problems.RequireText(Reason, 500, $"{path}.reason");
        problems.All.AddRange((Action is { } type ? Params?.Problems($"{path}.params", type) : Params?.Problems($"{path}.params")) ?? []);
    }
}
