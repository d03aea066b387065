using Gova.DiscordGateway.Discord.Models;

namespace Gova.DiscordGateway.Commands.Server;

/// <summary><c>/gova pause</c>: the moderator goes on judging and proposes nothing.</summary>
internal sealed class PauseCommand(SteerModerator steer) : ICommand
{
    public CommandInfo Info { get; } = new(
        "gova pause", "Let Gova watch only, until it is resumed", Permissions.ManageGuild);

    public Task<string> HandleAsync(CommandContext context, CancellationToken cancellationToken) => steer.ChangeAsync(
        context,
        (steering, _) =>
        {
            steering.Announce(steering.Moderator.Pause(steering.Now));
            return Task.FromResult("Gova is paused: it judges, and proposes nothing.");
        },
        cancellationToken);
}
