namespace Gova.Moderation.Rules;

/// <summary>Recognises links that invite to a server of Discord.</summary>
internal static class Invite
{
    /// <summary>The code that a link invites with; empty when it is no invite.</summary>
    public static ReadOnlySpan<char> CodeOf(ReadOnlySpan<char> host, ReadOnlySpan<char> path)
    {
        path = path.Trim('/');
        if (host.StartsWith("www.", StringComparison.Ordinal))
        {
            host = host[4..];
        }

        if (host is "discord.gg" or "dsc.gg" or "discord.me" or "discord.io" or "discord.link" or "invite.gg")
        {
            return FirstSegment(path.StartsWith("invite/", StringComparison.Ordinal) ? path["invite/".Length..].TrimStart('/') : path);
        }

        return IsDiscord(host) && path.StartsWith("invite/", StringComparison.Ordinal)
            ? FirstSegment(path["invite/".Length..].TrimStart('/'))
            : default;
    }

    /// <summary>A link to a message or channel, or to a file that Discord keeps: it leads nowhere else.</summary>
    public static bool StaysInside(ReadOnlySpan<char> host, ReadOnlySpan<char> path) =>
        (IsDiscord(host) && path.StartsWith("/channels/", StringComparison.Ordinal))
        || host is "cdn.discordapp.com" or "media.discordapp.net";

    private static bool IsDiscord(ReadOnlySpan<char> host) =>
        host is "discord.com" or "discordapp.com" || host is "ptb.discord.com" or "canary.discord.com";

    private static ReadOnlySpan<char> FirstSegment(ReadOnlySpan<char> path) =>
        path.IndexOfAny('/', '?', '#') is >= 0 and var end ? path[..end] : path;
}
