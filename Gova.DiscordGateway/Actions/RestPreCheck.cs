using Gova.Data.Actions;
using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;

namespace Gova.DiscordGateway.Actions;

/// <summary>Finds by asking Discord who is immune: the bot itself, the owner, administrators, and members whose roles are too high.</summary>
internal sealed class RestPreCheck(DiscordRestClient rest, BotIdentity self) : IActionPreCheck
{
    public async Task<string?> ObjectionAsync(ActionEvent action, CancellationToken cancellationToken)
    {
        if (action.ActionType is not ("timeout" or "kick" or "ban"))
        {
            return null;
        }

        var target = TargetUser.Of(action);
        if (target == await self.GetIdAsync(cancellationToken))
        {
            return "Immune member: that is this bot itself.";
        }

        try
        {
            return await FindImmunityAsync(action, target, cancellationToken);
        }
        catch (Exception e) when (Trouble.IsTemporary(e) || e is DiscordApiException)
        {
            // Discord itself decides: it refuses what it must refuse.
            return null;
        }
    }

    private async Task<string?> FindImmunityAsync(ActionEvent action, long target, CancellationToken cancellationToken)
    {
        var guild = await rest.GetGuildAsync(action.GuildId, cancellationToken);
        if (guild.OwnerId == target)
        {
            return "Immune member: the server's owner.";
        }

        var member = await rest.GetMemberAsync(action.GuildId, target, cancellationToken);
        if (action.ActionType == "timeout" && RolesOf(guild, member).Any(role => ((Permissions)role.Permissions).Has(Permissions.Administrator)))
        {
            return "Immune member: an administrator.";
        }

        var bot = await rest.GetMemberAsync(action.GuildId, await self.GetIdAsync(cancellationToken), cancellationToken);
        return Top(guild, member) >= Top(guild, bot) ? "Immune member: the highest role is not below the bot's." : null;
    }

    private static IEnumerable<DiscordRole> RolesOf(DiscordGuild guild, DiscordMember member) =>
        (guild.Roles ?? []).Where(role => member.Roles?.Contains(role.Id) == true);

    private static int Top(DiscordGuild guild, DiscordMember member) =>
        RolesOf(guild, member).Select(role => role.Position).DefaultIfEmpty(0).Max();
}
