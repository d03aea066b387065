using Gova.DiscordGateway.Commands.Text;
using Gova.DiscordGateway.Discord.Models;
using Gova.Moderation.Policy;

namespace Gova.DiscordGateway.Commands.Members;

/// <summary><c>/ban</c>: for good or for a while; also of somebody who is no member.</summary>
internal sealed class BanCommand(PersonalAction actions) : ICommand
{
    private const string DeleteDays = "delete_days";
    private const int MaxDeleteDays = 7;
    private const int SecondsOfDay = 86_400;

    public CommandInfo Info { get; } = new(
        "ban", "Ban somebody from the server", Permissions.BanMembers,
        [
            CommandOption.Person("Whom to ban"),
            CommandOption.Why(),
            CommandOption.HowLong("How long, at most a year: 1d, 2w; left out, for good", required: false),
            new(DeleteDays, OptionType.Integer, "Delete their messages of so many days", Required: false, MinValue: 0, MaxValue: MaxDeleteDays),
        ]);

    public Task<string> HandleAsync(CommandContext context, CancellationToken cancellationToken)
    {
        int? duration = null;
        if (context.Options.Text(CommandOption.Duration) is { } text)
        {
            duration = DurationText.Parse(text) is >= 1 and <= ActionParams.MaxBanDuration and var seconds
                ? seconds
                : throw new CommandRefusedException("The duration must be at most a year, e.g. `12h`, `1d` or `2w`; leave it out to ban for good.");
        }

        var days = context.Options.Integer(DeleteDays);
        if (days is < 0 or > MaxDeleteDays)
        {
            throw new CommandRefusedException($"Messages of 0 to {MaxDeleteDays} days can be deleted.");
        }

        return actions.RunAsync(
            context, ActionType.Ban, new ActionParams(duration, DeleteMessageSeconds: (int?)days * SecondsOfDay),
            context.Options.RequirePerson(CommandOption.User), context.Options.RequireText(CommandOption.Reason), cancellationToken);
    }
}
