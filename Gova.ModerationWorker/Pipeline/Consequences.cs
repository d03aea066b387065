using Gova.Data.Actions;
using Gova.Data.Evaluations;
using Gova.Data.Reputation;
using Gova.Moderation.Policy;
using Gova.ModerationWorker.Reputation;

namespace Gova.ModerationWorker.Pipeline;

/// <summary>Decides what follows from the fast lane's verdicts, once the records of the authors concerned are there.</summary>
internal sealed class Consequences(MemberRecords members, TimeProvider time)
{
    /// <summary>Completes the batch's evaluations. One query, and none when nothing follows from any of them.</summary>
    public async Task DecideAsync(JudgedBatch batch, CancellationToken cancellationToken)
    {
        var concerned = Enumerable.Range(0, batch.Messages.Count).Where(i => batch.Messages[i].HasConsequences).ToList();
        if (concerned.Count == 0)
        {
            return;
        }

        var facts = await members.FactsAsync(
            [.. concerned.Select(i => (KeyOf(batch.Messages[i]), batch.Messages[i].Moderator.Configuration.Escalation is not null))],
            cancellationToken);
        foreach (var i in concerned)
        {
            batch.Complete(i, Decide(batch.Messages[i], facts[KeyOf(batch.Messages[i])]));
        }
    }

    public static MemberKey KeyOf(JudgedMessage judged) => new(judged.Moderator.ModeratorId, judged.Evaluation.PlatformUserId);

    private EvaluationRecord Decide(JudgedMessage judged, MemberFacts author)
    {
        var actions = judged.Verdict is { } verdict ? Build(judged, verdict, author, ruleShadow: false) : [];
        if (actions.Count == 0 && judged.Watching is { } watching)
        {
            actions = Build(judged, watching.Verdict, author, ruleShadow: true);
        }

        return judged.Evaluation with
        {
            BehaviourScore = judged.Verdict is { } of
                ? members.ScoreAfter(judged.Moderator.ModeratorId, judged.Message.AuthorId, of.Severity)
                : judged.Evaluation.BehaviourScore,
            Actions = actions.Count == 0 ? null : actions,
        };
    }

    private IReadOnlyList<ActionDraft> Build(JudgedMessage judged, Verdict verdict, MemberFacts author, bool ruleShadow)
    {
        var (record, message) = (judged.Evaluation, judged.Message);
        var subject = new ActionSubject(
            record.EventId, record.CreatedAt, record.PlatformUserId, record.ChannelId, record.MessageId, record.Traceparent,
            JudgedText.Hash(MessageContext.Storable(message.Content), JudgedText.Added(message)), message.ParentChannelId);
        return ActionDrafts.Build(
            verdict, judged.Moderator, [.. message.AuthorRoleIds ?? []], author, subject, time.GetUtcNow(), ruleShadow);
    }
}
