namespace Gova.Moderation.Rules;

/// <summary>Tells a flood by what the author wrote before.</summary>
internal sealed class FloodCheck(FloodRule rule)
{
    private readonly TimeSpan _within = TimeSpan.FromSeconds(rule.Seconds);

    public RuleVerdict? Match(in MessageFacts facts, FloodWindow window)
    {
        var text = rule.SameText is null && rule.Channels is null ? 0 : TextHash.OfMessage(facts.Content);
        var counts = window.Add(facts.AuthorId, facts.ChannelId, facts.MessageId, text, facts.Time, _within);
        return Find(counts) is { } breach ? RuleVerdict.Of(rule, "rules.flood", breach) : null;
    }

    private Breach? Find(FloodCounts counts)
    {
        if (counts.Channels > rule.Channels)
        {
            return new Breach("flood.channels", counts.Channels, rule.Channels.Value, $"The same text in {counts.Channels} channels within {rule.Seconds} s.");
        }

        if (counts.SameText > rule.SameText)
        {
            return new Breach("flood.same_text", counts.SameText, rule.SameText.Value, $"The same text {counts.SameText} times within {rule.Seconds} s.");
        }

        return counts.Messages > rule.Messages
            ? new Breach("flood.messages", counts.Messages, rule.Messages.Value, $"{counts.Messages} messages within {rule.Seconds} s.")
            : null;
    }
}
