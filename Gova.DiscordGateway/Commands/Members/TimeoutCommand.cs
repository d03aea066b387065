using Gova.DiscordGateway.Commands.Text;
using Gova.DiscordGateway.Discord.Models;
using Gova.Moderation.Policy;

namespace Gova.DiscordGateway.Commands.Members;

/// <summary><c>/timeout</c>: silences a member for a while.</summary>
internal sealed class TimeoutCommand(PersonalAction actions) : ICommand
{
    public CommandInfo Info { get; } = new(
        "timeout", "Silence a member for a while", Permissions.ModerateMembers,
        [
            CommandOption.Person("Whom to silence"),
            CommandOption.HowLong("How long, at most 28 days: 10m, 2h, 1d, 1w2d3h4m", required: true),
            CommandOption.Why(),
        ]);

    public Task<string> HandleAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var target = context.Options.RequirePerson(CommandOption.User);
        var duration = DurationText.Parse(context.Options.RequireText(CommandOption.Duration));
        if (duration is not (>= 1 and <= ActionParams.MaxDuration))
        {
            throw new CommandRefusedException("The duration must be between 1 second and 28 days, e.g. `10m`, `2h`, `1d` or `1w2d3h4m`.");
        }

        return actions.RunAsync(
            context, ActionType.Timeout, new ActionParams(Duration: duration), target, context.Options.RequireText(CommandOption.Reason),
            cancellationToken);
    }
}
