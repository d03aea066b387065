using System.Globalization;
using Gova.Data;
using Gova.Data.Actions;
using Gova.DiscordGateway.Actions;
using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;
using Gova.Moderation.Policy;
using Microsoft.EntityFrameworkCore;

namespace Gova.DiscordGateway.Guilds;

/// <summary>
/// Answers from the guild model. Where the model cannot be had it has no objection: Discord then decides, and its refusal is
/// recorded the same way. Of immune roles Discord knows nothing: where there are any, the action waits until the model can be had.
/// </summary>
internal sealed partial class ActionPreCheck(
    GuildModel guilds,
    ActionKinds kinds,
    BotIdentity self,
    IDbContextFactory<GovaDbContext> contexts,
    TimeProvider time,
    ILogger<ActionPreCheck> logger) : IActionPreCheck
{
    /// <inheritdoc/>
    public async Task<string?> ObjectionAsync(ActionEvent action, CancellationToken cancellationToken)
    {
        var kind = kinds.Of(action);
        try
        {
            return await guilds.GetAsync(action.GuildId, cancellationToken) is { } guild
                && await guilds.GetBotAsync(guild, cancellationToken) is { } bot
                ? await MissingInChannelAsync(kind, action, guild, bot, cancellationToken)
                    ?? Missing(ActionPermissions.InGuild(kind), PermissionCalculator.InGuild(guild, bot, time.GetUtcNow()))
                    ?? RoleObjection(kind.Type, action, guild, bot)
                    ?? await MemberObjectionAsync(kind.Type, action, guild, bot, cancellationToken)
                : "Unknown server: the bot is no longer in it.";
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && (Trouble.IsTemporary(e) || e is DiscordApiException))
        {
            if (Trouble.IsTemporary(e) && MayBeImmune(kind.Type, action) && (await ImmuneRolesAsync(action.ModeratorId, cancellationToken)).Count > 0)
            {
                throw;
            }

            Log.Unchecked(logger, action.ActionType, action.ActionId, e.Message);
            return null;
        }
    }

    private async Task<string?> MissingInChannelAsync(
        IActionKind kind, ActionEvent action, GuildState guild, GuildMember bot, CancellationToken cancellationToken)
    {
        // A direct channel is not among them, and nobody knows about one that cannot be seen: Discord will say.
        if (action.ChannelId is not { } channelId
            || await guilds.GetChannelAsync(guild, channelId, cancellationToken) is not { } channel)
        {
            return null;
        }

        // An undo deletes only what the bot wrote.
        var needed = ActionPermissions.InChannel(kind, channel, ofOwnMessage: action.Origin == ActionOrigin.Undo);
        var granted = PermissionCalculator.In(guild, channel, bot, time.GetUtcNow());
        return needed != Permissions.None && granted == Permissions.None
            ? "Missing access: the bot cannot see that channel."
            : Missing(needed, granted);
    }

    private static string? Missing(Permissions needed, Permissions granted) =>
        (needed & ~granted) is var missing and not Permissions.None ? $"Missing permission: {missing.Describe()}." : null;

    private static string? RoleObjection(ActionType type, ActionEvent action, GuildState guild, GuildMember bot)
    {
        if (type is not (ActionType.AddRole or ActionType.RemoveRole))
        {
            return null;
        }

        return guild.FindRole(ActionParameters.RoleId(action)) switch
        {
            null => "Unknown role: it was deleted.",
            { Managed: true } => "That role belongs to an integration: nobody can give or take it.",
            { } role when !PermissionCalculator.StandsAbove(guild, bot, role) => "Missing permission: that role is not below the bot's highest one.",
            _ => null,
        };
    }

    private async Task<string?> MemberObjectionAsync(
        ActionType type, ActionEvent action, GuildState guild, GuildMember bot, CancellationToken cancellationToken)
    {
        var removes = type is ActionType.Timeout or ActionType.Kick or ActionType.Ban;
        var mayBeImmune = MayBeImmune(type, action);
        if (!removes && !mayBeImmune)
        {
            return null;
        }

        var target = TargetUser.Of(action);
        if (removes && target == await self.GetIdAsync(cancellationToken))
        {
            return "Immune member: that is this bot itself.";
        }

        if (removes && target == guild.OwnerId)
        {
            return "Immune member: the server's owner.";
        }

        // Who is no member any more has no roles; Discord knows what is left to do.
        if (await guilds.GetMemberAsync(guild, target, cancellationToken) is not { } member)
        {
            return null;
        }

        if (type == ActionType.Timeout && PermissionCalculator.IsAdministrator(guild, member))
        {
            return "Immune member: an administrator.";
        }

        if (removes && !PermissionCalculator.Outranks(guild, bot, member))
        {
            return "Immune member: the highest role is not below the bot's.";
        }

        return mayBeImmune && (await ImmuneRolesAsync(action.ModeratorId, cancellationToken)).Overlaps(member.RoleIds)
            ? "Immune member: the author has an immune role."
            : null;
    }

    /// <summary>Nobody is immune against what takes back, and that may concern no member.</summary>
    private static bool MayBeImmune(ActionType type, ActionEvent action) =>
        action.Origin is ActionOrigin.Policy or ActionOrigin.Command
        && type is ActionType.Timeout or ActionType.Kick or ActionType.Ban
            or ActionType.Reply or ActionType.Warn or ActionType.Delete or ActionType.RemoveRole;

    /// <summary>As configured now: the roles, and who has them, may have changed since the decision.</summary>
    private async Task<HashSet<long>> ImmuneRolesAsync(Guid moderatorId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var stored = await db.Moderators.Where(m => m.ModeratorId == moderatorId).Select(m => m.Conf).SingleOrDefaultAsync(cancellationToken);
        return stored is not null && ModeratorConfiguration.Parse(stored, out _) is { } configuration
            ? [.. configuration.ImmuneRoles.Select(id => unchecked((long)ulong.Parse(id, CultureInfo.InvariantCulture)))]
            : [];
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{ActionType} {ActionId} goes to Discord unchecked: {Reason}")]
        public static partial void Unchecked(ILogger logger, string actionType, Guid actionId, string reason);
    }
}
