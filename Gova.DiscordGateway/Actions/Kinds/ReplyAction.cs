using Gova.Data.Actions;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;
using Gova.Moderation.Policy;

namespace Gova.DiscordGateway.Actions.Kinds;

/// <summary>Answers the message.</summary>
internal sealed class ReplyAction(DiscordRestClient rest, FindOwnMessage messages) : IActionKind
{
    public ActionType Type => ActionType.Reply;

    public Permissions Needs => Permissions.SendMessages | Permissions.ReadMessageHistory;

    public async Task<ActionResult?> PerformAsync(ActionEvent action, ActionResult? prepared, CancellationToken cancellationToken)
    {
        var (channel, message) = (TargetMessage.ChannelOf(action), TargetMessage.IdOf(action));
        var content = ActionParameters.Content(action, Type);
        var posted = await rest.ReplyAsync(channel, message, content, ActionNonce.Of(action.ActionId), cancellationToken);
        return new(ChannelId: channel, MessageId: posted.Id);
    }

    public Task<Finding> LookAsync(ActionEvent action, ActionResult? prepared, CancellationToken cancellationToken)
    {
        var message = TargetMessage.IdOf(action);
        return messages.LookAsync(
            TargetMessage.ChannelOf(action), message, ActionParameters.Content(action, Type), message, cancellationToken);
    }
}
