using System.Net;
using Gova.Data.Actions;
using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;

namespace Gova.DiscordGateway.Actions;

/// <summary>Says in a human's words why Discord refused an action. Discord's 403 does not tell; the guild's roles do.</summary>
internal sealed class RefusalReason(DiscordRestClient rest, BotIdentity self)
{
    private const ulong Administrator = 1 << 3;

    public async Task<string> ExplainAsync(ActionEvent action, DiscordApiException refusal, CancellationToken cancellationToken) =>
        refusal switch
        {
            { Code: DiscordErrorCode.UnknownMessage } => "Unknown message: it was deleted before.",
            { Code: DiscordErrorCode.InvalidForm } when refusal.Fields.Contains("message_reference") => "Unknown message: it was deleted before.",
            { Code: DiscordErrorCode.UnknownMember or DiscordErrorCode.UnknownUser } => "Unknown member: the author has left the server.",
            { Code: DiscordErrorCode.UnknownChannel } => "Unknown channel: it was deleted, or the bot cannot see it.",
            { Code: DiscordErrorCode.UnknownGuild } => "Unknown server: the bot is no longer in it.",
            { Status: HttpStatusCode.Unauthorized } => "Discord does not accept the bot token.",
            { Code: DiscordErrorCode.MissingAccess } => "Missing access: the bot cannot see that channel.",
            { Status: HttpStatusCode.Forbidden } =>
                await FindImmunityAsync(action, cancellationToken) ?? $"Missing permission: {Permission(action.ActionType)}.",
            _ => refusal.Message,
        };

    private static string Permission(string actionType) => actionType switch
    {
        ActionTypes.Reply => "Send Messages and Read Message History",
        ActionTypes.Delete => "Manage Messages",
        ActionTypes.Timeout => "Moderate Members",
        ActionTypes.Kick => "Kick Members",
        _ => actionType,
    };

    private async Task<string?> FindImmunityAsync(ActionEvent action, CancellationToken cancellationToken)
    {
        if (action.ActionType is not (ActionTypes.Timeout or ActionTypes.Kick))
        {
            return null;
        }

        try
        {
            var target = TargetUser.Of(action);
            var guild = await rest.GetGuildAsync(action.GuildId, cancellationToken);
            if (guild.OwnerId == target)
            {
                return "Immune member: the server's owner.";
            }

            var member = await rest.GetMemberAsync(action.GuildId, target, cancellationToken);
            if (action.ActionType == ActionTypes.Timeout && RolesOf(guild, member).Any(role => (role.Permissions & Administrator) != 0))
            {
                return "Immune member: an administrator.";
            }

            var bot = await rest.GetMemberAsync(action.GuildId, await self.GetIdAsync(cancellationToken), cancellationToken);
            return Top(guild, member) >= Top(guild, bot) ? "Immune member: the highest role is not below the bot's." : null;
        }
        catch (Exception e) when (Trouble.IsTemporary(e) || e is DiscordApiException)
        {
            // The refusal stands; only its finer reason cannot be had.
            return null;
        }
    }

    private static IEnumerable<DiscordRole> RolesOf(DiscordGuild guild, DiscordMember member) =>
        (guild.Roles ?? []).Where(role => member.Roles?.Contains(role.Id) == true);

    private static int Top(DiscordGuild guild, DiscordMember member) =>
        RolesOf(guild, member).Select(role => role.Position).DefaultIfEmpty(0).Max();
}
