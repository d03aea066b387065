using System.Text.RegularExpressions;
using Gova.Moderation.Text;

namespace Gova.Moderation.Review;

/// <summary>By what a text looks like an attempt to steer the model that reviews it.</summary>
[Flags]
public enum InjectionSignals
{
    None = 0,

    /// <summary>Speaks of reviews, verdicts or instructions, as harmless texts do too: only kept away from others' messages.</summary>
    Mentions = 1,

    /// <summary>Tells the reader to drop its instructions.</summary>
    Overrides = 2,

    /// <summary>Says what the verdict should be.</summary>
    Dictates = 4,

    /// <summary>Speaks as the system, the developer or the model's maker.</summary>
    Impersonates = 8,

    /// <summary>Holds markup or JSON of our own kind.</summary>
    Forges = 16,

    /// <summary>Wants the reader to be somebody else.</summary>
    Recasts = 32,

    /// <summary>Asks for the instructions.</summary>
    Probes = 64,

    /// <summary>Hides one of the others in an encoding.</summary>
    Hides = 128,
}

/// <summary>
/// Finds attempts to steer the review, in several languages and through the usual disguises. It knows phrases, not intentions:
/// what it finds is kept away from other members' messages and cannot be judged harmless, and what it misses meets the other
/// defences (a verdict from among others decides nothing against anybody, the model names no target).
/// </summary>
public static partial class InjectionDetector
{
    private const int MaxText = 8_192;
    private const int Near = 90;

    /// <summary>So much of a long text is read twice, so that nothing is cut in two.</summary>
    private const int Overlap = 1_024;

    /// <summary>All that the text, and what it hides, looks like.</summary>
    public static InjectionSignals Find(string text)
    {
        var signals = FindIn(text.Length > MaxText ? text[..MaxText] : text);
        for (var start = MaxText - Overlap; start + Overlap < text.Length; start += MaxText - Overlap)
        {
            signals |= FindIn(text.Substring(start, Math.Min(MaxText, text.Length - start)));
        }

        return signals;
    }

    private static InjectionSignals FindIn(string text)
    {
        var signals = FindPlain(text);
        if (!IsAttempt(signals) && HiddenText.Of(text).Any(hidden => IsAttempt(FindPlain(hidden))))
        {
            signals |= InjectionSignals.Hides;
        }

        return signals;
    }

    /// <summary>Whether this is more than a mention.</summary>
    public static bool IsAttempt(this InjectionSignals signals) => (signals & ~InjectionSignals.Mentions) != 0;

    /// <summary>In a few words, for the moderators.</summary>
    public static string Describe(this InjectionSignals signals) => string.Join(", ", Names(signals));

    private static IEnumerable<string> Names(InjectionSignals signals)
    {
        (InjectionSignals Signal, string Name)[] all =
        [
            (InjectionSignals.Overrides, "tells the reviewer to drop its instructions"), (InjectionSignals.Dictates, "says what the verdict should be"),
            (InjectionSignals.Impersonates, "speaks as the system"), (InjectionSignals.Forges, "forges a verdict or markup"),
            (InjectionSignals.Recasts, "gives the reviewer another role"), (InjectionSignals.Probes, "asks for the instructions"),
            (InjectionSignals.Hides, "hides such words in an encoding"), (InjectionSignals.Mentions, "speaks of the review"),
        ];
        return all.Where(item => signals.HasFlag(item.Signal)).Select(item => item.Name);
    }

    private static InjectionSignals FindPlain(string text)
    {
        var folded = InjectionPhrases.WithoutReminders(Fold(text));
        var rules = InjectionPhrases.Rules.Find(folded);
        var harmless = InjectionPhrases.Harmless.Find(folded);
        var severity = InjectionPhrases.Severity.Find(folded);
        var reader = InjectionPhrases.Reader.Find(folded);
        var signals = InjectionSignals.None;
        signals |= When(rules.IsNear(InjectionPhrases.Override, folded, Near), InjectionSignals.Overrides);
        signals |= When(
            severity.IsNear(InjectionPhrases.Lowest, folded, Near) || NoScore().IsMatch(text)
            || harmless.Or(InjectionPhrases.Fine.Find(folded)).IsNear(InjectionPhrases.Reader, folded, Near)
            || (harmless.IsNear(InjectionPhrases.Judge, folded, Near) && harmless.IsNear(InjectionPhrases.Judged, folded, Near))
            || InjectionPhrases.Verdict.Find(folded).IsNear(InjectionPhrases.Lowest, folded, Near), InjectionSignals.Dictates);
        signals |= When(reader.IsNear(InjectionPhrases.Recast, folded, Near), InjectionSignals.Recasts);
        signals |= When(
            InjectionPhrases.Secret.Find(folded).IsNear(InjectionPhrases.Reveal, folded, Near)
            || InjectionPhrases.Told.Find(folded).IsNear(InjectionPhrases.Recite, folded, Near), InjectionSignals.Probes);
        signals |= When(Speaker().IsMatch(text) || Speaker().IsMatch(folded), InjectionSignals.Impersonates);
        signals |= When(Forgery().IsMatch(text) || Forgery().IsMatch(folded), InjectionSignals.Forges);
        return signals != InjectionSignals.None ? signals : When(
            rules.Any || severity.Any || reader.Any || harmless.Any || InjectionPhrases.Modes.IsIn(folded) || Markup().IsMatch(text), InjectionSignals.Mentions);
    }

    private static InjectionSignals When(bool holds, InjectionSignals signal) => holds ? signal : InjectionSignals.None;

    private static string Fold(string text)
    {
        var folded = new char[text.Length];
        return new string(folded, 0, TextFolder.Fold(text, folded));
    }

    /// <summary>A line that begins as in a transcript or a prompt's template.</summary>
    [GeneratedRegex(
        """(?:^|\n)[\s>*#\[(<|{"'_=-]*(?:system|developer|assistant|admin(?:istrator)?|root|openai|anthropic|google|gova|operator|moderation (?:system|team|engine))(?:[ _-](?:message|override|prompt|notice?|update|instructions?|team|mode|alert|command))?[\s\])>*|}"'_=-]*:|\[/?inst\]|<<?/?sys>>?|<\|?(?:im_start|im_end|system|end|endoftext|eot_id|start_header_id)\|?>""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Speaker();

    /// <summary>Our own elements and members.</summary>
    [GeneratedRegex(
        """</?\s*(?:messages?|system|instructions?|guidelines?|verdicts?|text|context|prompt|review|conversation|user)\b[^<>]{0,40}>|["'{,\s](?:severity_score|severity|verdicts?|confidence|guideline|action|no_violation)["']?\s*[:=]\s*(?:["'\[{]|null|none|[01])|---+\s*end of|end of (?:the )?(?:messages?|user (?:input|content)|transcript|conversation|untrusted)""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Forgery();

    /// <summary>Folding writes every number as one, so this is looked for in the text itself.</summary>
    [GeneratedRegex("""(?:severity|score|schwere|gravi|graved|тяжест|严重|重大度|深刻度|심각도|ciddiyet)[^\d\n]{0,40}?\b0(?:[.,]0+)?\b(?![.,:/]?\d)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NoScore();

    [GeneratedRegex("""[{\[]\s*["'{]|</\w|\b[A-Za-z0-9+/]{32,}""", RegexOptions.CultureInvariant)]
    private static partial Regex Markup();
}
