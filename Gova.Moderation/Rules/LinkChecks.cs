namespace Gova.Moderation.Rules;

/// <summary>Looks for invites to other servers.</summary>
internal sealed class InviteCheck(InviteRule rule) : RuleCheck(rule, "rules.invites")
{
    protected override Breach? Find(in MessageFacts facts)
    {
        if (!LinkText.MayHaveLink(facts.Content))
        {
            return null;
        }

        Span<char> text = stackalloc char[Math.Min(facts.Content.Length, LinkText.Longest)];
        var links = new LinkScanner(text[..LinkText.Normalize(facts.Content, text)]);
        while (links.MoveNext())
        {
            var code = Invite.CodeOf(links.Host, links.Path);
            if (!code.IsEmpty && !IsAllowed(code))
            {
                return new Breach("invite", 1, 0, $"Invites to another server ({code[..Math.Min(code.Length, 40)]}).");
            }
        }

        return null;
    }

    private bool IsAllowed(ReadOnlySpan<char> code)
    {
        foreach (var allowed in rule.Allow)
        {
            if (code.Equals(allowed, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>Looks for links to sites that are not welcome. Invites have a rule of their own.</summary>
internal sealed class LinkCheck : RuleCheck
{
    private const int LongestShown = 80;

    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _allow;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _deny;
    private readonly bool _deniesRest;

    public LinkCheck(LinkRule rule)
        : base(rule, "rules.links")
    {
        _allow = rule.Allow.ToHashSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
        _deny = rule.Deny.ToHashSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
        _deniesRest = rule.Allow.Count > 0 || rule.Deny.Count == 0;
    }

    protected override Breach? Find(in MessageFacts facts)
    {
        if (!LinkText.MayHaveLink(facts.Content))
        {
            return null;
        }

        Span<char> text = stackalloc char[Math.Min(facts.Content.Length, LinkText.Longest)];
        var links = new LinkScanner(text[..LinkText.Normalize(facts.Content, text)]);
        while (links.MoveNext())
        {
            if (Contains(_deny, links.Host)
                || (_deniesRest && !Contains(_allow, links.Host) && !Invite.StaysInside(links.Host, links.Path)
                    && Invite.CodeOf(links.Host, links.Path).IsEmpty))
            {
                return new Breach("link", 1, 0, $"Links to {links.Host[..Math.Min(links.Host.Length, LongestShown)]}.");
            }
        }

        return null;
    }

    /// <summary>The domain or one that it is below.</summary>
    private static bool Contains(HashSet<string>.AlternateLookup<ReadOnlySpan<char>> domains, ReadOnlySpan<char> host)
    {
        while (!host.IsEmpty)
        {
            if (domains.Contains(host))
            {
                return true;
            }

            var dot = host.IndexOf('.');
            host = dot < 0 ? default : host[(dot + 1)..];
        }

        return false;
    }
}
