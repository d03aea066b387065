using Gova.Data.Actions;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;
using Gova.Moderation.Policy;

namespace Gova.DiscordGateway.Actions.Kinds;

/// <summary>Deletes the message.</summary>
internal sealed class DeleteAction(DiscordRestClient rest) : IActionKind
{
    public ActionType Type => ActionType.Delete;

    public Permissions Needs => Permissions.ManageMessages;

    public int? CodeWhenGone => DiscordErrorCode.UnknownMessage;

    public async Task<ActionResult?> PerformAsync(ActionEvent action, ActionResult? prepared, CancellationToken cancellationToken)
    {
        try
        {
            await rest.DeleteMessageAsync(TargetMessage.ChannelOf(action), TargetMessage.IdOf(action), action.Reason, cancellationToken);
        }
        catch (DiscordApiException e) when (e.Code == DiscordErrorCode.UnknownMessage && action.UndoesActionId is not null)
        {
            // What the undo wants is so already.
        }

        return null;
    }

    public async Task<Finding> LookAsync(ActionEvent action, ActionResult? prepared, CancellationToken cancellationToken)
    {
        try
        {
            await rest.GetMessageAsync(TargetMessage.ChannelOf(action), TargetMessage.IdOf(action), cancellationToken);
            return Finding.NotDone;
        }
        catch (DiscordApiException e) when (e.Code == DiscordErrorCode.UnknownMessage)
        {
            return Finding.Done();
        }
    }
}
