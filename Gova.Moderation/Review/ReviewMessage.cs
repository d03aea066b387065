using Gova.Moderation.Conversations;
using Gova.Moderation.Policy;
using Gova.Moderation.Triage;

namespace Gova.Moderation.Review;

/// <summary>A message as the model sees it. Whatever stands in it a member chose: the name, the words and what they answer.</summary>
/// <param name="Quoted">What the message answers, if it answers one.</param>
/// <param name="Channel">Name of the channel or thread that it stands in.</param>
/// <param name="ChannelNumber">What guidelines call the channel in a request about several: nobody's words.</param>
public sealed record ReviewMessage(
    string Author, string Text, QuotedMessage? Quoted = null, string? Channel = null, int? ChannelNumber = null)
{
    private const double Unwelcome = 0.3;
    private const double Harmful = 0.6;

    /// <summary>What the message's own author wrote, name included, looks like.</summary>
    internal InjectionSignals Signals { get; } = InjectionDetector.Find(Text) | InjectionDetector.Find(Author);

    /// <summary>
    /// The message without an answered text or a channel's name that tries to steer the review; whoever answers, or writes there, is
    /// not to blame for it.
    /// </summary>
    internal ReviewMessage WithoutSteering()
    {
        var quoted = Quoted is { } answered && (InjectionDetector.Find(answered.Text) | InjectionDetector.Find(answered.Author)) != InjectionSignals.None
            ? new QuotedMessage("a member", ContextBuilder.LeftOut)
            : Quoted;
        return this with { Quoted = quoted, Channel = Channel is { } name && InjectionDetector.Find(name) != InjectionSignals.None ? null : Channel };
    }

    /// <summary>A verdict on an attempt to steer the review says so, and is no milder than what the words themselves are.</summary>
    internal Verdict Weigh(Verdict verdict) => Signals.IsAttempt()
        ? verdict with { Severity = Math.Max(verdict.Severity, Least()), Reason = Weigh(verdict.Reason) }
        : verdict;

    /// <summary>A reason, and what speaks for an attempt.</summary>
    internal string? Weigh(string? reason) => Signals.IsAttempt()
        ? $"{reason} It looks like an attempt to steer the review: {Signals.Describe()}.".TrimStart()
        : reason;

    private double Least() => TriageModel.Default.Flagged(Text) >= TriageModel.Default.FlaggedFrom ? Harmful : Unwelcome;
}

/// <summary>A message that another answers.</summary>
public sealed record QuotedMessage(string Author, string Text);

/// <summary>What came of one message: a verdict, or why there is none. Without a verdict nothing is done to anybody.</summary>
/// <param name="Call">What it took.</param>
public sealed record ReviewResult(Verdict? Verdict, string? NoVerdictReason, ModelCall? Call = null);
