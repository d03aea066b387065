using Gova.DiscordGateway.Actions.Guards;
using Gova.DiscordGateway.Commands.Members;
using Gova.DiscordGateway.Discord.Models;

namespace Gova.DiscordGateway.Commands.Server;

/// <summary><c>/gova stop</c>: the server's kill switch. What Gova has decided and not done yet is not done.</summary>
internal sealed class StopCommand(KillSwitches switches, SteerModerator steer) : ICommand
{
    private const int MaxReason = 300;

    public CommandInfo Info { get; } = new(
        "gova stop", "Kill switch: Gova does nothing on its own here, at once", Permissions.ManageGuild,
        [new(CommandOption.Reason, OptionType.Text, "Why", Required: false, MaxLength: MaxReason)]);

    public async Task<string> HandleAsync(CommandContext context, CancellationToken cancellationToken)
    {
        context.RequireModerator();
        var reason = context.Options.Text(CommandOption.Reason);
        // First of all: the notice in the log channel can wait.
        if (!await switches.EngageAsync(context.GuildId, $"Discord user {context.UserText}", reason, cancellationToken))
        {
            throw new CommandRefusedException("The kill switch of this server is on already.");
        }

        return await steer.ChangeAsync(
            context,
            (_, _) => Task.FromResult("The kill switch is on: Gova does nothing on its own in this server. Your own commands still work."),
            cancellationToken);
    }
}
