using Gova.Data.Actions;
using Gova.Data.Billing;
using Gova.Data.Budgets;
using Gova.Data.Moderators;
using Gova.DiscordGateway.Discord.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Gova.DiscordGateway.Commands.Server;

/// <summary><c>/gova resume</c>: ends whatever holds the moderator back in this server: pause, kill switch, approval of everything.</summary>
internal sealed class ResumeCommand(SteerModerator steer, IOptions<TierOptions> tiers) : ICommand
{
    public CommandInfo Info { get; } = new(
        "gova resume", "End a pause, the kill switch, or the approval of everything", Permissions.ManageGuild);

    public Task<string> HandleAsync(CommandContext context, CancellationToken cancellationToken) =>
        steer.ChangeAsync(context, ResumeAsync, cancellationToken);

    private async Task<string> ResumeAsync(Steering steering, CancellationToken cancellationToken)
    {
        var done = new List<string>();
        if (await steering.Db.KillSwitches.SingleOrDefaultAsync(k => k.Scope == steering.GuildId, cancellationToken) is { } engaged)
        {
            steering.Db.KillSwitches.Remove(engaged);
            done.Add("the kill switch is off");
        }

        if (steering.Moderator.RestoreAutonomy(steering.Now) is { } restored)
        {
            steering.Announce(restored);
            done.Add("Gova decides again what its settings grant");
        }

        string? full = null;
        if (steering.Moderator.Status == ModeratorStatus.Paused && (full = await FindObstacleAsync(steering, cancellationToken)) is null)
        {
            steering.Announce(steering.Moderator.Start(steering.Now));
            done.Add("the pause is over");
        }

        if (done.Count == 0)
        {
            throw new CommandRefusedException(full ?? (steering.Moderator.Status == ModeratorStatus.Offline
                ? "Gova is offline here: its owner starts it in the web app."
                : "Nothing holds Gova back in this server."));
        }

        var everywhere = await steering.Db.KillSwitches.AnyAsync(k => k.Scope == KillSwitch.Everywhere, cancellationToken);
        var text = string.Join(", ", done);
        return $"{char.ToUpperInvariant(text[0])}{text[1..]}.{(everywhere ? " The kill switch of all servers is still on." : "")}{(full is null ? "" : $" {full}")}";
    }

    /// <summary>Why the pause cannot end. Which others run is their owner's business.</summary>
    private async Task<string?> FindObstacleAsync(Steering steering, CancellationToken cancellationToken)
    {
        var (moderator, db) = (steering.Moderator, steering.Db);
        return await RunningModerators.FindRoomAsync(db, moderator.UserId, moderator.ModeratorId, tiers.Value, cancellationToken) is { } full
            ? $"Gova stays paused: its owner's plan lets {full.Limit} run at once, and as many do."
            : null;
    }
}
