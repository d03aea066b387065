using System.Globalization;
using Gova.Data;
using Gova.Data.Actions;
using Gova.DiscordGateway.Actions;
using Gova.DiscordGateway.Commands.Text;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;
using Gova.Moderation.Policy;
using Microsoft.EntityFrameworkCore;

namespace Gova.DiscordGateway.Commands.Server;

/// <summary><c>/gova undo</c>: reverses the latest action that can be reversed, or the one that is picked.</summary>
internal sealed class UndoCommand(
    IDbContextFactory<GovaDbContext> contexts, UndoAction undo, PersonalAction personal, AwaitOutcome outcomes, TimeProvider time) : ISuggestingCommand
{
    private const string Action = "action";

    /// <summary>As many as Discord shows.</summary>
    private const int MaxChoices = 25;
    private const int MaxChoiceName = 100;

    /// <summary>How many of the server's newest completed actions are looked through.</summary>
    private const int LookedThrough = 200;

    public CommandInfo Info { get; } = new(
        "gova undo", "Reverse an action, where Discord allows it", Permissions.ModerateMembers,
        [new(Action, OptionType.Text, "Which; left out, the latest", Required: false, Autocomplete: true, MaxLength: 100)]);

    public async Task<string> HandleAsync(CommandContext context, CancellationToken cancellationToken)
    {
        context.RequireModerator();
        var original = await FindAsync(context, cancellationToken);
        if (StatusNames.TryParse<ActionType>(original.ActionType, out var type)
            && CommandPermissions.Objection(context.Member, CommandPermissions.Of(type), context.Moderator?.Configuration) is { } objection)
        {
            throw new CommandRefusedException(objection);
        }

        await EnsureIsTheirsToDecideAsync(context, original, cancellationToken);
        var result = await undo.UndoAsync(context.GuildId, original.ActionId, context.UserText, cancellationToken);
        return result.Undo is { } reversal
            ? PersonalAction.Tell(await outcomes.WaitAsync(reversal.ActionId, cancellationToken))
            : throw new CommandRefusedException(result.Objection ?? "The action cannot be undone.");
    }

    public async Task<IReadOnlyList<CommandChoice>> SuggestAsync(CommandContext context, string typed, CancellationToken cancellationToken) =>
    [
        .. (await UndoableAsync(context.GuildId, cancellationToken))
            .Select(action => new CommandChoice(SafeText.Shorten(Name(action), MaxChoiceName), action.ActionId.ToString()))
            .Where(choice => choice.Name.Contains(typed, StringComparison.OrdinalIgnoreCase) || choice.Value.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .Take(MaxChoices),
    ];

    /// <summary>As with the review cards: not about themselves, and not about whom they do not stand above.</summary>
    private async Task EnsureIsTheirsToDecideAsync(CommandContext context, ActionEvent original, CancellationToken cancellationToken)
    {
        if (original.PlatformUserId == context.UserText)
        {
            throw new CommandRefusedException("This is about you: somebody else decides.");
        }

        // The others only delete what the bot wrote, or concern a channel or the server.
        if (original.ActionType is "timeout" or "remove_timeout" or "ban" or "unban" or "add_role" or "remove_role"
            && long.TryParse(original.PlatformUserId, NumberStyles.None, CultureInfo.InvariantCulture, out var target))
        {
            await personal.EnsureMayActOnAsync(context, new TargetPerson(target, null, null), cancellationToken);
        }
    }

    private async Task<ActionEvent> FindAsync(CommandContext context, CancellationToken cancellationToken)
    {
        if (context.Options.Text(Action) is not { } chosen)
        {
            return (await UndoableAsync(context.GuildId, cancellationToken)).FirstOrDefault()
                ?? throw new CommandRefusedException("There is no action in this server that can be undone.");
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return (Guid.TryParse(chosen, out var id)
            ? await db.Actions.AsNoTracking().SingleOrDefaultAsync(a => a.ActionId == id && a.GuildId == context.GuildId, cancellationToken)
            : null) ?? throw new CommandRefusedException("There is no such action in this server: pick one that is suggested.");
    }

    /// <summary>
    /// Newest first. Not offered: what an undo did, since the one after it would take it back, and what was told to the moderators:
    /// any member's report would stand before the action that is meant.
    /// </summary>
    private async Task<IEnumerable<ActionEvent>> UndoableAsync(long guildId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var completed = await db.Actions.AsNoTracking()
            .Where(a => a.GuildId == guildId && a.Status == ActionStatus.Completed && a.UndoesActionId == null && a.ActionType != "notify")
            .OrderByDescending(a => a.UpdatedAt).Take(LookedThrough).ToListAsync(cancellationToken);
        return completed.Where(action => Reversal.Of(action, time.GetUtcNow()).Reversal is not null);
    }

    /// <summary>Suggestions are plain text.</summary>
    private static string Name(ActionEvent action) => string.Create(
        CultureInfo.InvariantCulture,
        $"{ActionText.Name(action.ActionType)} of {action.PlatformUserId} at {action.ExecutedAt:yyyy-MM-dd HH:mm} UTC{(action.Reason is null ? "" : $": {action.Reason}")}");
}
