using Gova.DiscordGateway.Discord.Models;
using Gova.Moderation.Policy;

namespace Gova.DiscordGateway.Commands.Members;

/// <summary><c>/unban</c>: by the user's id, since nobody can pick a user who is not there.</summary>
internal sealed class UnbanCommand(PersonalAction actions) : ICommand
{
    public CommandInfo Info { get; } = new(
        "unban", "Lift a ban", Permissions.BanMembers, [CommandOption.Person("Whose ban to lift: paste the user's id")]);

    public Task<string> HandleAsync(CommandContext context, CancellationToken cancellationToken) => actions.RunAsync(
        context, ActionType.Unban, new ActionParams(), context.Options.RequirePerson(CommandOption.User), null, cancellationToken);
}
