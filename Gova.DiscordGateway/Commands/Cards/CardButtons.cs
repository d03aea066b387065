using System.Globalization;
using Gova.Data;
using Gova.Data.Actions;
using Gova.DiscordGateway.Actions;
using Gova.DiscordGateway.Commands.Text;
using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;
using Gova.DiscordGateway.Guilds;
using Gova.Moderation.Policy;
using Microsoft.EntityFrameworkCore;

namespace Gova.DiscordGateway.Commands.Cards;

/// <summary>Somebody decides an action by its review card. The permission is checked with every click.</summary>
internal sealed class CardButtons(
    IDbContextFactory<GovaDbContext> contexts,
    GuildModerators moderators,
    GuildModel guilds,
    BotIdentity self,
    DecideAction decisions,
    AwaitOutcome outcomes,
    TimeProvider time)
{
    private const string ReasonField = "reason";
    private const int MaxReason = 500;

    /// <summary>Approve was clicked, or the form of a rejection was sent.</summary>
    /// <returns>What the user is told.</returns>
    /// <exception cref="CommandRefusedException">They may not, or there is nothing to decide.</exception>
    public async Task<string> HandleAsync(Interaction interaction, CancellationToken cancellationToken)
    {
        var click = await CheckAsync(interaction, cancellationToken);
        var decision = click.Approves
            ? await decisions.ApproveAsync(click.GuildId, click.ActionId, click.User, cancellationToken)
            : await decisions.RejectAsync(click.GuildId, click.ActionId, click.User, Reason(interaction), cancellationToken);
        return decision switch
        {
            null => throw NoSuchAction(),
            { IsMade: false, Action: var action } => await TellDecidedAsync(action, cancellationToken),
            { Action: var action } when click.Approves => PersonalAction.Tell(await outcomes.WaitAsync(action.ActionId, cancellationToken)),
            _ => "✅ Rejected: it is not done.",
        };
    }

    /// <summary>Reject was clicked: asks for a reason, which may stay empty.</summary>
    /// <exception cref="CommandRefusedException">They may not.</exception>
    public async Task<InteractionCallback> OpenRejectionAsync(Interaction interaction, CancellationToken cancellationToken)
    {
        await CheckAsync(interaction, cancellationToken);
        return RejectionForm(interaction);
    }

    public static InteractionCallback RejectionForm(Interaction interaction) => InteractionCallback.OpenForm(
        interaction.Data!.CustomId!, "Reject this action",
        MessageComponent.Row(MessageComponent.Paragraph(ReasonField, "Why? (may stay empty)", MaxReason)));

    private async Task<Click> CheckAsync(Interaction interaction, CancellationToken cancellationToken)
    {
        if (interaction is not { GuildId: { } guildId, Member: { User.Id: var userId } member } || CardButton.Read(interaction.Data?.CustomId) is not { } button)
        {
            throw new CommandRefusedException("Gova does not know this button any more.");
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var action = await db.Actions.AsNoTracking()
            .SingleOrDefaultAsync(a => a.ActionId == button.ActionId && a.GuildId == guildId, cancellationToken) ?? throw NoSuchAction();
        var moderator = await moderators.FindAsync(guildId, cancellationToken);
        var needed = StatusNames.TryParse<ActionType>(action.ActionType, out var type) ? CommandPermissions.Of(type) : Permissions.ModerateMembers;
        var objection = CommandPermissions.Objection(member, needed, moderator?.Configuration)
            ?? await StandingObjectionAsync(guildId, userId, member, action, button.Approves, cancellationToken);
        return objection is null
            ? new Click(guildId, button.ActionId, button.Approves, userId.ToString(CultureInfo.InvariantCulture))
            : throw new CommandRefusedException(objection);
    }

    /// <summary>Nobody decides about themselves, and nobody lets happen to a member what they could not do to them.</summary>
    private async Task<string?> StandingObjectionAsync(
        long guildId, long userId, InteractionMember member, ActionEvent action, bool approves, CancellationToken cancellationToken)
    {
        if (!long.TryParse(action.PlatformUserId, NumberStyles.None, CultureInfo.InvariantCulture, out var target))
        {
            return null;
        }

        if (target == userId)
        {
            return "This is about you: somebody else decides.";
        }

        if (!approves || await guilds.GetAsync(guildId, cancellationToken) is not { } guild)
        {
            return null;
        }

        var targetMember = await guilds.GetMemberAsync(guild, target, cancellationToken);
        return Standing.Objection(guild, await self.GetIdAsync(cancellationToken), userId, member.Roles, target, targetMember?.RoleIds);
    }

    private async Task<string> TellDecidedAsync(ActionEvent action, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var account = action.DecidedBy is { } id
            ? await db.Users.Where(u => u.UserId == id).Select(u => u.Username).SingleOrDefaultAsync(cancellationToken)
            : null;
        var by = CardContent.Decider(action.DecidedByPlatformUserId, account) is { } who ? $" by {who}" : "";
        if (action.Status == ActionStatus.AwaitingApproval && action.ClaimedBy is { } reviewer && action.IsClaimedByOther(null, time.GetUtcNow()))
        {
            var name = await db.Users.Where(u => u.UserId == reviewer).Select(u => u.Username).SingleOrDefaultAsync(cancellationToken);
            return $"{name ?? "A reviewer"} looks at it until {action.ClaimedUntil:HH:mm} UTC and decides.";
        }

        return action.Status is ActionStatus.AwaitingApproval or ActionStatus.Expired
            ? "It is too late: the action has expired."
            : $"This was decided before{by}; the action is {ActionText.Name(action.Status)}.";
    }

    private static string? Reason(Interaction interaction) =>
        interaction.Data?.Components?.SelectMany(row => row.Components ?? []).FirstOrDefault(field => field.CustomId == ReasonField)?.Value?.Trim()
            is { Length: > 0 } reason
            ? SafeText.Shorten(reason, MaxReason)
            : null;

    private static CommandRefusedException NoSuchAction() => new("There is no such action in this server any more.");

    /// <param name="User">As actions name people.</param>
    private sealed record Click(long GuildId, Guid ActionId, bool Approves, string User);
}
