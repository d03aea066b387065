using Gova.Data.Actions;
using Gova.Data.Moderators;
using Gova.DiscordGateway.Discord.Models;
using Microsoft.EntityFrameworkCore;

namespace Gova.DiscordGateway.Commands.Server;

/// <summary><c>/gova resume</c>: ends whatever holds the moderator back in this server: pause, kill switch, approval of everything.</summary>
internal sealed class ResumeCommand(SteerModerator steer) : ICommand
{
    public CommandInfo Info { get; } = new(
        "gova resume", "End a pause, the kill switch, or the approval of everything", Permissions.ManageGuild);

    public Task<string> HandleAsync(CommandContext context, CancellationToken cancellationToken) =>
        steer.ChangeAsync(context, ResumeAsync, cancellationToken);

    private static async Task<string> ResumeAsync(Steering steering, CancellationToken cancellationToken)
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

        if (steering.Moderator.Status == ModeratorStatus.Paused)
        {
            steering.Announce(steering.Moderator.Start(steering.Now));
            done.Add("the pause is over");
        }

        if (done.Count == 0)
        {
            throw new CommandRefusedException(steering.Moderator.Status == ModeratorStatus.Offline
                ? "Gova is offline here: its owner starts it in the web app."
                : "Nothing holds Gova back in this server.");
        }

        var everywhere = await steering.Db.KillSwitches.AnyAsync(k => k.Scope == KillSwitch.Everywhere, cancellationToken);
        var text = string.Join(", ", done);
        return $"{char.ToUpperInvariant(text[0])}{text[1..]}.{(everywhere ? " The kill switch of all servers is still on." : "")}";
    }
}
