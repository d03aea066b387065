using Gova.Data.Actions;
using Gova.DiscordGateway.Actions;
using Gova.DiscordGateway.Commands.Text;
using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Guilds;
using Gova.Moderation.Policy;

namespace Gova.DiscordGateway.Commands;

/// <summary>A moderator does something by a command: recorded and executed like the machine's actions, once.</summary>
internal sealed class PersonalAction(SubmitAction submit, AwaitOutcome outcomes, GuildModel guilds, BotIdentity self)
{
    /// <param name="target">Null when it concerns a channel.</param>
    /// <param name="reason">For the audit log and the history.</param>
    /// <returns>What became of it, in words.</returns>
    /// <exception cref="CommandRefusedException">The user may not act on the target, or the server has no moderator.</exception>
    public async Task<string> RunAsync(
        CommandContext context,
        ActionType type,
        ActionParams parameters,
        TargetPerson? target,
        string? reason,
        CancellationToken cancellationToken,
        long? channelId = null)
    {
        var moderator = context.RequireModerator();
        if (target is not null && type is not (ActionType.Purge or ActionType.Unban))
        {
            await EnsureMayActOnAsync(context, target, cancellationToken);
        }

        var action = await submit.SubmitAsync(
            new NewCommand(
                CommandActionId.Of("command", context.Interaction.Id), moderator.ModeratorId, context.GuildId, type, parameters.For(type),
                context.UserText, target?.Text ?? "", channelId, Reason: reason),
            cancellationToken);
        return Tell(await outcomes.WaitAsync(action.ActionId, cancellationToken));
    }

    /// <summary>A target without roles may be no member, or one of whom the command did not tell: that is looked up.</summary>
    /// <exception cref="CommandRefusedException">The user may not act on that person.</exception>
    public async Task EnsureMayActOnAsync(CommandContext context, TargetPerson target, CancellationToken cancellationToken)
    {
        var guild = await guilds.GetAsync(context.GuildId, cancellationToken)
            ?? throw new CommandRefusedException("Gova is not a member of this server.");
        var roles = target.Roles ?? (await guilds.GetMemberAsync(guild, target.Id, cancellationToken))?.RoleIds;
        var bot = await self.GetIdAsync(cancellationToken);
        if (Standing.Objection(guild, bot, context.UserId, context.Member.Roles, target.Id, roles) is { } objection)
        {
            throw new CommandRefusedException(objection);
        }
    }

    public static string Tell(ActionEvent action)
    {
        var what = ActionText.Describe(action.ActionType, action.ActionParams) + (action.PlatformUserId.Length > 0 ? $" (<@{action.PlatformUserId}>)" : "");
        return action.Status switch
        {
            ActionStatus.Completed or ActionStatus.Undone => $"✅ Done: {what}.",
            ActionStatus.Approved or ActionStatus.Executing => $"⏳ {what} is under way; `/gova history` shows what becomes of it.",
            ActionStatus.Unknown => $"❔ {what}: nobody knows whether it happened. {action.ErrorMsg}",
            _ => $"❌ {what} was not done ({ActionText.Name(action.Status)}). {action.ErrorMsg}",
        };
    }
}
