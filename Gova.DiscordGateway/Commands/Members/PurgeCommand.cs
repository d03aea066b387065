using Gova.DiscordGateway.Discord.Models;
using Gova.Moderation.Policy;

namespace Gova.DiscordGateway.Commands.Members;

/// <summary><c>/purge</c>: deletes the newest messages of the channel, or one user's among them.</summary>
internal sealed class PurgeCommand(PersonalAction actions) : ICommand
{
    private const string Count = "count";

    public CommandInfo Info { get; } = new(
        "purge", "Delete the newest messages of this channel", Permissions.ManageMessages,
        [
            new(Count, OptionType.Integer, "How many", Required: true, MinValue: 1, MaxValue: ActionParams.MaxCount),
            CommandOption.Person("Only this user's", required: false),
        ]);

    public Task<string> HandleAsync(CommandContext context, CancellationToken cancellationToken)
    {
        if (context.Options.Integer(Count) is not (>= 1 and <= ActionParams.MaxCount and var count))
        {
            throw new CommandRefusedException($"1 to {ActionParams.MaxCount} messages can be deleted at once.");
        }

        return actions.RunAsync(
            context, ActionType.Purge, new ActionParams(Count: (int)count), context.Options.Person(CommandOption.User), null,
            cancellationToken, context.Interaction.ChannelId);
    }
}
