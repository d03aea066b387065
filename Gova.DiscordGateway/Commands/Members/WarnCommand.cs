using Gova.DiscordGateway.Discord.Models;
using Gova.Moderation.Policy;

namespace Gova.DiscordGateway.Commands.Members;

/// <summary><c>/warn</c>: tells a member in private what they did wrong.</summary>
internal sealed class WarnCommand(PersonalAction actions) : ICommand
{
    private const int MaxWarning = 1_500;

    public CommandInfo Info { get; } = new(
        "warn", "Warn a member in private", Permissions.ModerateMembers,
        [CommandOption.Person("Whom to warn"), CommandOption.Why("What they are told, and why", MaxWarning)]);

    public Task<string> HandleAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var target = context.Options.RequirePerson(CommandOption.User);
        var reason = context.Options.RequireText(CommandOption.Reason);
        // Should the member take no private messages, they are told in the channel where the command was given.
        return actions.RunAsync(
            context, ActionType.Warn, new ActionParams(Content: reason), target, reason, cancellationToken, context.Interaction.ChannelId);
    }
}
