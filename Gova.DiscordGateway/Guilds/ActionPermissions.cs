using Gova.DiscordGateway.Actions;
using Gova.DiscordGateway.Discord.Models;
using Gova.Moderation.Policy;

namespace Gova.DiscordGateway.Guilds;

/// <summary>Where an action needs what it needs: in its channel, or in the guild as such.</summary>
internal static class ActionPermissions
{
    private const Permissions OfChannels =
        Permissions.SendMessages | Permissions.ReadMessageHistory | Permissions.ManageMessages | Permissions.ManageChannels;

    public static Permissions InGuild(IActionKind kind) => kind.Needs & ~OfChannels;

    /// <param name="ofOwnMessage">The message is the bot's own, which it may always delete.</param>
    public static Permissions InChannel(IActionKind kind, DiscordChannel channel, bool ofOwnMessage)
    {
        var needs = kind.Needs & OfChannels;
        // A warning goes to the member, and to the channel only for want of that; a notice goes to the log channel.
        if (needs == Permissions.None || kind.Type is ActionType.Warn or ActionType.Notify)
        {
            return Permissions.None;
        }

        if (ofOwnMessage && kind.Type == ActionType.Delete)
        {
            return Permissions.ViewChannel;
        }

        if (channel.IsThread)
        {
            needs = Replace(needs, Permissions.SendMessages, Permissions.SendMessagesInThreads);
            needs = Replace(needs, Permissions.ManageChannels, Permissions.ManageThreads);
        }

        return needs | Permissions.ViewChannel;
    }

    private static Permissions Replace(Permissions all, Permissions one, Permissions other) => all.Has(one) ? (all & ~one) | other : all;
}
