using Gova.DiscordGateway.Actions;
using Gova.DiscordGateway.Commands.Text;
using Gova.DiscordGateway.Discord.Models;
using Gova.Moderation.Policy;

namespace Gova.DiscordGateway.Commands.Server;

/// <summary>"Report to moderators" on a message: any member may, and the moderators see it in their log channel.</summary>
internal sealed class ReportCommand(SubmitAction submit, AwaitOutcome outcomes, ReportLimit limit, MessageLinks links) : ICommand
{
    private const int MaxQuote = 1_400;

    public CommandInfo Info { get; } = new("Report to moderators", "", Permissions.None, Type: CommandType.OnMessage);

    public async Task<string> HandleAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var moderator = context.RequireModerator();
        if (context.Options.TargetMessage is not { Author: { } author } message)
        {
            throw new CommandRefusedException("Discord did not say which message you mean; try again.");
        }

        if (moderator.Configuration?.LogChannel is null)
        {
            throw new CommandRefusedException("This server's moderators have set no channel for reports; tell them directly.");
        }

        if (!limit.TryTake(context.GuildId, context.UserId))
        {
            throw new CommandRefusedException("You have reported several messages just now; the moderators have them. Try again in some minutes.");
        }

        var report = $"""
            📣 <@{context.UserId}> reports a message of <@{author.Id}> in <#{message.ChannelId}>: {links.To(context.GuildId, message.ChannelId, message.Id)}
            {Quote(message.Content)}
            """;
        var action = await submit.SubmitAsync(
            new NewCommand(
                // The same member's second report of the message is the first.
                CommandActionId.Of("report", context.GuildId, message.Id, context.UserId), moderator.ModeratorId, context.GuildId,
                ActionType.Notify, new ActionParams(Content: report), context.UserText, TargetUserId: $"{author.Id}",
                message.ChannelId, message.Id, "Reported by a member."),
            cancellationToken);
        var outcome = await outcomes.WaitAsync(action.ActionId, cancellationToken);
        return outcome.Status is Data.Actions.ActionStatus.Failed or Data.Actions.ActionStatus.Refused or Data.Actions.ActionStatus.Expired
            ? "Your report could not be delivered; tell a moderator directly."
            : "✅ Thank you: the moderators have your report.";
    }

    private static string Quote(string? content) => string.IsNullOrWhiteSpace(content)
        ? "(no text)"
        : "> " + SafeText.Escape(content, MaxQuote).ReplaceLineEndings("\n> ");
}
