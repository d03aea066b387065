using Gova.Data.Actions;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;
using Gova.Messaging;
using Gova.Moderation.Policy;

namespace Gova.DiscordGateway.Actions.Kinds;

/// <summary>Deletes the newest messages of a channel, of everybody or of one member.</summary>
internal sealed class PurgeAction(DiscordRestClient rest, TimeProvider time) : IActionKind
{
    private const int PageSize = 100;

    /// <summary>How far back one member's messages are looked for.</summary>
    private const int MaxPages = 5;

    /// <summary>Discord's 14 days, less what a call may take.</summary>
    private static readonly TimeSpan OldestDeletable = TimeSpan.FromDays(14) - TimeSpan.FromMinutes(5);

    public ActionType Type => ActionType.Purge;

    public Permissions Needs => Permissions.ManageMessages | Permissions.ReadMessageHistory;

    /// <summary>Which messages exactly: others would be the newest after a crash.</summary>
    public async Task<ActionResult?> PrepareAsync(ActionEvent action, CancellationToken cancellationToken)
    {
        var ids = await FindAsync(action, cancellationToken);
        return ids.Count > 0
            ? new(Count: ids.Count, MessageIds: ids)
            : throw new InvalidParametersException("There is nothing to delete: Discord deletes no messages older than 14 days together.");
    }

    public async Task<ActionResult?> PerformAsync(ActionEvent action, ActionResult? prepared, CancellationToken cancellationToken)
    {
        var (channel, ids) = (TargetMessage.ChannelOf(action), prepared!.MessageIds!);
        if (ids.Count > 1)
        {
            await rest.DeleteMessagesAsync(channel, ids, action.Reason, cancellationToken);
            return null;
        }

        try
        {
            await rest.DeleteMessageAsync(channel, ids[0], action.Reason, cancellationToken);
        }
        catch (DiscordApiException e) when (e.Code == DiscordErrorCode.UnknownMessage)
        {
            // It is gone, as with those of a bulk delete.
        }

        return null;
    }

    /// <summary>The messages go together; people may have deleted one, but hardly both the first and the last.</summary>
    public async Task<Finding> LookAsync(ActionEvent action, ActionResult? prepared, CancellationToken cancellationToken) =>
        prepared?.MessageIds is not { } ids
            || await ExistsAsync(action, ids[0], cancellationToken) || await ExistsAsync(action, ids[^1], cancellationToken)
            ? Finding.NotDone
            : Finding.Done();

    private async Task<IReadOnlyList<long>> FindAsync(ActionEvent action, CancellationToken cancellationToken)
    {
        var (channel, count) = (TargetMessage.ChannelOf(action), ActionParameters.Count(action));
        long? author = action.PlatformUserId.Length == 0 ? null : TargetUser.Of(action);
        var oldest = Snowflake.At(time.GetUtcNow() - OldestDeletable);
        var found = new List<long>();
        long? before = null;
        for (var page = 0; page < MaxPages && found.Count < count; page++)
        {
            var messages = await rest.GetMessagesBeforeAsync(channel, before, cancellationToken);
            found.AddRange(messages.Where(m => m.Id >= oldest && (author is null || m.Author?.Id == author)).Select(m => m.Id));
            if (messages.Count < PageSize || messages.Min(m => m.Id) < oldest)
            {
                break;
            }

            before = messages.Min(m => m.Id);
        }

        return [.. found.Take(count)];
    }

    private async Task<bool> ExistsAsync(ActionEvent action, long messageId, CancellationToken cancellationToken)
    {
        try
        {
            await rest.GetMessageAsync(TargetMessage.ChannelOf(action), messageId, cancellationToken);
            return true;
        }
        catch (DiscordApiException e) when (e.Code == DiscordErrorCode.UnknownMessage)
        {
            return false;
        }
    }
}
