using Gova.DiscordGateway.Discord.Models;
using Gova.Moderation.Policy;

namespace Gova.DiscordGateway.Commands.Members;

/// <summary><c>/kick</c>.</summary>
internal sealed class KickCommand(PersonalAction actions) : ICommand
{
    public CommandInfo Info { get; } = new(
        "kick", "Kick a member out of the server", Permissions.KickMembers,
        [CommandOption.Person("Whom to kick"), CommandOption.Why()]);

    public Task<string> HandleAsync(CommandContext context, CancellationToken cancellationToken) => actions.RunAsync(
        context, ActionType.Kick, new ActionParams(), context.Options.RequirePerson(CommandOption.User),
        context.Options.RequireText(CommandOption.Reason), cancellationToken);
}
