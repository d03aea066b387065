using System.Globalization;
using Gova.Moderation.Policy;
using Gova.Moderation.Rules;
using Gova.Moderation.Triage;

namespace Gova.Moderation.Backtests;

/// <summary>
/// Judges messages of the past by the local tiers of a draft, as the fast lane does. They must come in the order in which they
/// were posted.
/// </summary>
/// <param name="hasModel">Whether the installation has a model that what the local tiers leave open would go to.</param>
public sealed class DraftJudge(ModeratorConfiguration draft, bool hasModel, GlobalBans? globalBans = null)
{
    private readonly MessageRules _rules = new(draft, globalBans);
    private readonly FloodWindow _flood = new();
    private readonly HashSet<long> _channels = [.. draft.Channels.Select(id => unchecked((long)ulong.Parse(id, CultureInfo.InvariantCulture)))];

    public DraftVerdict Judge(StoredMessage message)
    {
        if (!Watches(message))
        {
            return new DraftVerdict(DraftTier.None);
        }

        var text = message.Text ?? "";
        var facts = new MessageFacts(text, message.AuthorId, message.ChannelId, message.MessageId, message.At);
        if (_rules.Match(facts, _flood, out var watching) is { } match)
        {
            return new DraftVerdict(DraftTier.Rule, match.Verdict);
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            return new DraftVerdict(DraftTier.None, Watching: watching);
        }

        var isForModel = hasModel && draft.ReviewMode switch
        {
            ReviewMode.All => true,
            ReviewMode.Suspicious => Suspicion.IsForModel(text, TriageModel.Default.Flagged(text), message.MessageId, draft.SampleShare),
            _ => false,
        };
        return isForModel ? new DraftVerdict(DraftTier.Model, Watching: watching) : Triage(text) with { Watching = watching };
    }

    /// <summary>What the local model makes of a message: also of one that the large model cannot be asked about.</summary>
    public static DraftVerdict Triage(string text)
    {
        var flagged = TriageModel.Default.Flagged(text);
        return new DraftVerdict(DraftTier.Triage, flagged >= TriageModel.Default.FlaggedFrom
            ? new Verdict(flagged, flagged, FormattableString.Invariant($"The local model takes it to be harmful ({flagged:0.00})."))
            : new Verdict(0, 1 - flagged, null));
    }

    private bool Watches(StoredMessage message) => _channels.Count == 0 || _channels.Contains(message.ChannelId)
        || (message.ParentChannelId is { } parent && _channels.Contains(parent));
}
