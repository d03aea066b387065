using Gova.Data.Actions;
using Gova.DiscordGateway.Commands.Members;
using Gova.DiscordGateway.Discord.Models;
using Microsoft.EntityFrameworkCore;

namespace Gova.DiscordGateway.Commands.Server;

/// <summary><c>/gova stop</c>: the server's kill switch. What Gova has decided and not done yet is not done.</summary>
internal sealed class StopCommand(SteerModerator steer) : ICommand
{
    private const int MaxReason = 300;

    public CommandInfo Info { get; } = new(
        "gova stop", "Kill switch: Gova does nothing on its own here, at once", Permissions.ManageGuild,
        [new(CommandOption.Reason, OptionType.Text, "Why", Required: false, MaxLength: MaxReason)]);

    public Task<string> HandleAsync(CommandContext context, CancellationToken cancellationToken) => steer.ChangeAsync(
        context,
        async (steering, stop) =>
        {
            if (await steering.Db.KillSwitches.AnyAsync(k => k.Scope == steering.GuildId, stop))
            {
                throw new CommandRefusedException("The kill switch of this server is on already.");
            }

            steering.Db.KillSwitches.Add(new KillSwitch
            {
                Scope = steering.GuildId,
                EngagedAt = steering.Now,
                EngagedBy = $"discord user {steering.By}",
                Reason = context.Options.Text(CommandOption.Reason),
            });
            return "The kill switch is on: Gova does nothing on its own in this server. Your own commands still work.";
        },
        cancellationToken);
}
