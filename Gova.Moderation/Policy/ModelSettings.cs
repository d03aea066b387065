using System.Text.Json.Serialization;

namespace Gova.Moderation.Policy;

/// <summary>What the model may use up in a day (UTC) for this moderator; over it only the local tiers judge. Null has no limit of its own.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ModelBudget(long? TokensPerDay = null, decimal? UsdPerDay = null)
{
    internal void Check(Problems problems, string path)
    {
        problems.Require(TokensPerDay is null or >= 0, $"{path}.tokens_per_day", "must not be negative");
        problems.Require(UsdPerDay is null or >= 0, $"{path}.usd_per_day", "must not be negative");
    }
}

/// <summary>When the stronger model is asked too, where one is configured.</summary>
/// <param name="FromSeverity">For verdicts at least this severe; null does not go by severity.</param>
/// <param name="BelowConfidence">For verdicts less certain than this; null does not go by confidence.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SecondOpinion(double? FromSeverity = null, double? BelowConfidence = null)
{
    /// <summary>Whether this verdict of the first model needs one.</summary>
    public bool IsNeededFor(Verdict verdict) => verdict.Severity >= FromSeverity || verdict.Confidence < BelowConfidence;

    internal void Check(Problems problems, string path)
    {
        problems.RequireShare(FromSeverity, $"{path}.from_severity");
        problems.RequireShare(BelowConfidence, $"{path}.below_confidence");
    }
}
