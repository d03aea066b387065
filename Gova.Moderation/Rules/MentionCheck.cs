using System.Globalization;

namespace Gova.Moderation.Rules;

/// <summary>Counts mentions.</summary>
internal sealed class MentionCheck(MentionRule rule) : RuleCheck(rule, "rules.mentions")
{
    private const int MostCounted = 128;
    private const int LongestId = 24;

    protected override Breach? Find(in MessageFacts facts)
    {
        if (rule.Everyone && (facts.MentionsEveryone == true || CallsEveryone(facts.Content)))
        {
            return new Breach("mentions.everyone", 1, 0, "Calls everyone.");
        }

        if (rule.Users is { } users && (facts.UserMentions ?? Count(facts.Content, roles: false)) is var named && named > users)
        {
            return new Breach("mentions.users", named, users, $"Mentions {named} members, more than {users}.");
        }

        return rule.Roles is { } roles && (facts.RoleMentions ?? Count(facts.Content, roles: true)) is var called && called > roles
            ? new Breach("mentions.roles", called, roles, $"Mentions {called} roles, more than {roles}.")
            : null;
    }

    private static bool CallsEveryone(ReadOnlySpan<char> text) =>
        text.Contains("@everyone", StringComparison.OrdinalIgnoreCase) || text.Contains("@here", StringComparison.OrdinalIgnoreCase);

    /// <summary>Different members or roles among the mentions: <c>&lt;@1&gt;</c>, <c>&lt;@!1&gt;</c>, <c>&lt;@&amp;1&gt;</c>.</summary>
    private static int Count(ReadOnlySpan<char> text, bool roles)
    {
        Span<ulong> seen = stackalloc ulong[MostCounted];
        var count = 0;
        for (var at = text.IndexOf("<@"); at >= 0 && count < MostCounted; at = text.IndexOf("<@"))
        {
            text = text[(at + 2)..];
            var isRole = text.StartsWith('&');
            var close = text[..Math.Min(text.Length, LongestId)].IndexOf('>');
            if (close > 0 && isRole == roles
                && ulong.TryParse(text[(isRole || text[0] == '!' ? 1 : 0)..close], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && !seen[..count].Contains(id))
            {
                seen[count++] = id;
            }
        }

        return count;
    }
}
