using Gova.Data.Actions;
using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Discord.Rest;

namespace Gova.DiscordGateway.Actions;

/// <summary>
/// Looks for a reply of this bot to an action's message. A repeated nonce protects for some minutes only; the channel's history
/// remembers. The repeat after "not done" carries the same nonce all the same.
/// </summary>
internal sealed class FindOwnReply(DiscordRestClient rest, BotIdentity self)
{
    private const int PageSize = 100;

    /// <summary>Beyond so many later messages the search ends without an answer.</summary>
    private const int MaxPages = 5;

    public async Task<Evidence> LookAsync(ActionEvent action, CancellationToken cancellationToken)
    {
        var bot = await self.GetIdAsync(cancellationToken);
        var content = ActionParameters.Content(action.ActionParams);
        var after = TargetMessage.IdOf(action);
        for (var page = 0; page < MaxPages; page++)
        {
            var messages = await rest.GetMessagesAfterAsync(TargetMessage.ChannelOf(action), after, cancellationToken);
            if (messages.Any(m => m.Author?.Id == bot && m.MessageReference?.MessageId == action.MessageId && m.Content == content))
            {
                return Evidence.Done;
            }

            if (messages.Count < PageSize)
            {
                return Evidence.NotDone;
            }

            after = messages.Max(m => m.Id);
        }

        return Evidence.Undecidable;
    }
}
