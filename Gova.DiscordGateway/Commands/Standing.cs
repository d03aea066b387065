using Gova.DiscordGateway.Guilds;

namespace Gova.DiscordGateway.Commands;

/// <summary>Whether one person of a server may act on another, as Discord's own client would have it.</summary>
internal static class Standing
{
    /// <summary>Why not; null when they may.</summary>
    /// <param name="targetRoles">Null when the target is no member.</param>
    public static string? Objection(
        GuildState guild, long bot, long actor, IReadOnlyList<long>? actorRoles, long target, IReadOnlyList<long>? targetRoles)
    {
        if (target == actor)
        {
            return "You cannot do this to yourself.";
        }

        if (target == bot)
        {
            return "Gova does not act on itself.";
        }

        if (guild.OwnerId == actor)
        {
            return null;
        }

        if (guild.OwnerId == target)
        {
            return "Nobody acts on the server's owner.";
        }

        return targetRoles is null || Top(guild, targetRoles) < Top(guild, actorRoles)
            ? null
            : "Their highest role is not below yours.";
    }

    /// <summary>0 is everyone's.</summary>
    private static int Top(GuildState guild, IReadOnlyList<long>? roles) =>
        (roles ?? []).Select(role => guild.FindRole(role)?.Position ?? 0).DefaultIfEmpty(0).Max();
}
