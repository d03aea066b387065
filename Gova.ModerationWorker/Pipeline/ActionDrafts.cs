using System.Diagnostics;
using Gova.Data;
using Gova.Data.Actions;
using Gova.Moderation.Policy;
using Gova.ModerationWorker.Moderators;
using Gova.ModerationWorker.Reputation;

namespace Gova.ModerationWorker.Pipeline;

/// <summary>The evaluated message that actions are bound to: its author is their target, whatever a verdict says.</summary>
internal readonly record struct ActionSubject(
    Guid EventId, DateTimeOffset EventCreatedAt, string AuthorId, long ChannelId, long MessageId, string? Traceparent, Guid TextHash,
    long? ParentChannelId = null);

/// <summary>Turns the policy's decisions into rows to be stored.</summary>
internal static class ActionDrafts
{
    public static IReadOnlyList<ActionDraft> Build(
        Verdict verdict,
        ActiveModerator moderator,
        IReadOnlyCollection<long> authorRoleIds,
        MemberFacts author,
        ActionSubject subject,
        DateTimeOffset now,
        bool ruleShadow = false)
    {
        var decisions = ActionPolicy.Decide(verdict, moderator.Configuration, new PolicyFacts
        {
            AuthorRoleIds = authorRoleIds,
            ChannelId = subject.ChannelId,
            ParentChannelId = subject.ParentChannelId,
            Score = author.Score,
            Actions = author.Actions,
            Now = now,
            IsPaused = moderator.IsPaused,
            RuleShadow = ruleShadow,
            ApprovalOnly = moderator.ApprovalOnly,
        });
        return decisions.Count == 0 ? [] : [.. decisions.Select(decision => Build(decision, verdict, moderator, subject, now))];
    }

    private static ActionDraft Build(
        ActionDecision decision, Verdict verdict, ActiveModerator moderator, ActionSubject subject, DateTimeOffset now) => new(
            subject.EventId,
            subject.EventCreatedAt,
            moderator.ModeratorId,
            moderator.Platform,
            moderator.GuildId,
            subject.ChannelId,
            subject.MessageId,
            subject.AuthorId,
            StatusNames.Of(decision.Type),
            decision.Params.ToJson(),
            decision.Status switch
            {
                DecisionStatus.AwaitingApproval => ActionStatus.AwaitingApproval,
                DecisionStatus.Approved => ActionStatus.Approved,
                DecisionStatus.Refused => ActionStatus.Refused,
                DecisionStatus.Shadowed => ActionStatus.Shadowed,
                _ => throw new UnreachableException(),
            },
            decision.Reason is null ? verdict.Explanation : $"{decision.Reason} {verdict.Explanation}".TrimEnd(),
            decision.RefusedBecause,
            now + (decision.Status == DecisionStatus.Approved ? ActionEvent.ExecutionWindow : ActionEvent.ApprovalWindow),
            subject.Traceparent,
            subject.TextHash);
}
