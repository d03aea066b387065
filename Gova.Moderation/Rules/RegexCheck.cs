using System.Text.RegularExpressions;

namespace Gova.Moderation.Rules;

/// <summary>Looks for a regular expression.</summary>
internal sealed class RegexCheck : RuleCheck
{
    /// <summary>Messages that took too long, one after the other, before the expression gets a rest.</summary>
    private const int Patience = 3;

    /// <summary>Messages that a slow expression is then not tried on: it would hold up every one of them.</summary>
    private const int Rest = 1_000;

    private readonly Regex _regex;
    private readonly string _reason;
    private long _timeouts;
    private int _slow;
    private int _resting;

    public RegexCheck(RegexRule rule, string path)
        : base(rule, path)
    {
        _regex = rule.Compile();
        _reason = $"Matches the expression {rule.Pattern}";
        // What is prepared at the first match must not count as time of a message.
        TryMatch("a first text", out _);
    }

    public long Timeouts => Interlocked.Read(ref _timeouts);

    protected override Breach? Find(in MessageFacts facts)
    {
        if (Volatile.Read(ref _resting) > 0)
        {
            Interlocked.Decrement(ref _resting);
            return null;
        }

        // A second try: the first may have lost its time to other work of the machine.
        if (TryMatch(facts.Content, out var matches) || TryMatch(facts.Content, out matches))
        {
            Volatile.Write(ref _slow, 0);
            return matches ? new Breach("regex", 1, 0, _reason) : null;
        }

        Interlocked.Increment(ref _timeouts);
        if (Interlocked.Increment(ref _slow) >= Patience)
        {
            Volatile.Write(ref _slow, 0);
            Volatile.Write(ref _resting, Rest);
        }

        return null;
    }

    private bool TryMatch(ReadOnlySpan<char> text, out bool matches)
    {
        try
        {
            matches = _regex.IsMatch(text);
            return true;
        }
        catch (RegexMatchTimeoutException)
        {
            matches = false;
            return false;
        }
    }
}
