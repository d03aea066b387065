using Gova.Api.Features.Actions;
using Gova.Moderation.Policy;
using Gova.Moderation.Reputation;

namespace Gova.Api.Features.Members;

/// <summary>A member of a community as moderation knows them.</summary>
/// <param name="Score">The standing now, 0 to 1; lower is worse, and it recovers with time.</param>
/// <param name="Events">What moved the score, the newest first.</param>
/// <param name="Themes">What the member's flagged messages of the last 30 days are about, the most frequent first.</param>
/// <param name="Flags">Which rules and guidelines the newest of them broke, the most frequent first.</param>
/// <param name="Actions">The last on this member, the newest first.</param>
internal sealed record MemberResponse(
    Guid ModeratorId,
    string PlatformUserId,
    double Score,
    IReadOnlyList<ScoreEventResponse> Events,
    IReadOnlyList<MemberThemeResponse> Themes,
    IReadOnlyList<MemberFlagResponse> Flags,
    IReadOnlyList<ActionResponse> Actions);

/// <summary>Something that moved a score.</summary>
/// <param name="Id">Of a message its evaluation, of an action its id, of what was overturned the one or the other.</param>
/// <param name="Change">By how much the score rose or fell then.</param>
/// <param name="IsOverturned">Taken back: it weighs nothing any more.</param>
internal sealed record ScoreEventResponse(
    BehaviourEventKind Kind, Guid Id, DateTimeOffset At, double Change, double? Severity, ActionType? ActionType, bool IsOverturned)
{
    public static ScoreEventResponse From(BehaviourStep step) => new(
        step.Event.Kind, step.Event.Id, step.Event.At, Math.Round(step.Change, 4), step.Event.Severity, step.Event.Type, step.IsOverturned);
}

/// <param name="Messages">Of this member.</param>
internal sealed record MemberThemeResponse(Guid ClusterId, string Name, int Messages, DateTimeOffset LastSeenAt);

/// <param name="Kind">The guideline or rule that was broken, or which tier decided where neither is known.</param>
internal sealed record MemberFlagResponse(string Kind, int Messages, float WorstSeverity, DateTimeOffset LastSeenAt);
