using Gova.Moderation.Policy;
using Gova.Moderation.Reputation;

namespace Gova.Moderation.Backtests;

/// <summary>What would be known of the members if the draft had judged from the first message on: nobody has a past before it.</summary>
internal sealed class DraftMembers
{
    private readonly Dictionary<long, Member> _members = [];

    public PolicyFacts FactsOf(StoredMessage message, bool ruleShadow = false)
    {
        var member = _members.GetValueOrDefault(message.AuthorId);
        return new PolicyFacts
        {
            AuthorRoleIds = message.AuthorRoleIds,
            ChannelId = message.ChannelId,
            ParentChannelId = message.ParentChannelId,
            Score = member?.Record.Score(message.At) ?? 1,
            Actions = member?.Actions ?? [],
            Now = message.At,
            RuleShadow = ruleShadow,
        };
    }

    /// <summary>Remembers a verdict, and of its actions those that would have been executed at once.</summary>
    public void Remember(StoredMessage message, Verdict verdict, IReadOnlyList<ActionDecision> decisions)
    {
        var offence = BehaviourEvent.Message(message.EventId, verdict.Severity, message.At);
        var done = decisions.Where(decision => decision.Status == DecisionStatus.Approved).ToList();
        if (!offence.Counts && done.Count == 0)
        {
            return;
        }

        if (!_members.TryGetValue(message.AuthorId, out var member))
        {
            _members[message.AuthorId] = member = new Member();
        }

        member.Record = done.Aggregate(
            member.Record.After(offence, message.At),
            (record, decision) => record.After(BehaviourEvent.Action(Guid.NewGuid(), decision.Type, message.At, message.EventId), message.At));
        member.Actions.AddRange(done.Select(decision => new PastAction(decision.Type, message.At)));
    }

    private sealed class Member
    {
        public BehaviourRecord Record { get; set; } = BehaviourRecord.Empty;

        public List<PastAction> Actions { get; } = [];
    }
}
