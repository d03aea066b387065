using Gova.Data.Actions;
using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Discord.Rest;

namespace Gova.DiscordGateway.Actions;

/// <summary>Does to Discord what an action says, and tells what became of it.</summary>
internal sealed class DiscordActions(DiscordRestClient rest, BotIdentity self, RefusalReason refusals, TimeProvider time)
{
    /// <returns>Completed, or failed with the reason; see <see cref="Trouble"/> for what it throws.</returns>
    public async Task<ActionOutcome> PerformAsync(ActionEvent action, CancellationToken cancellationToken)
    {
        try
        {
            var target = TargetUser.Of(action);
            if (action.ActionType is ActionTypes.Timeout or ActionTypes.Kick && target == await self.GetIdAsync(cancellationToken))
            {
                return ActionOutcome.Failed("Immune member: that is this bot itself.");
            }

            await CallAsync(action, target, cancellationToken);
            return ActionOutcome.Completed;
        }
        catch (InvalidParametersException e)
        {
            return ActionOutcome.Failed(e.Message);
        }
        catch (DiscordApiException e) when (IsGoneAfterLostAnswer(action, e))
        {
            return ActionOutcome.Completed;
        }
        catch (DiscordApiException e) when (!e.IsTemporary)
        {
            return ActionOutcome.Failed(await refusals.ExplainAsync(action, e, cancellationToken));
        }
    }

    private Task CallAsync(ActionEvent action, long target, CancellationToken cancellationToken) => action.ActionType switch
    {
        ActionTypes.Reply => rest.ReplyAsync(
            TargetMessage.ChannelOf(action), TargetMessage.IdOf(action), ActionParameters.Content(action.ActionParams), ActionNonce.Of(action.ActionId),
            cancellationToken),
        ActionTypes.Delete => rest.DeleteMessageAsync(TargetMessage.ChannelOf(action), TargetMessage.IdOf(action), action.Reason, cancellationToken),
        ActionTypes.Timeout => rest.TimeOutMemberAsync(
            action.GuildId, target, time.GetUtcNow() + ActionParameters.Duration(action.ActionParams), action.Reason, cancellationToken),
        ActionTypes.Kick => rest.RemoveMemberAsync(action.GuildId, target, action.Reason, cancellationToken),
        _ => throw new InvalidParametersException($"'{action.ActionType}' is no action that Discord knows."),
    };

    /// <summary>A delete whose first try got no answer and that then finds nothing: the first try did it.</summary>
    private static bool IsGoneAfterLostAnswer(ActionEvent action, DiscordApiException e) =>
        action.ActionType == ActionTypes.Delete && e is { AfterLostAnswer: true, Code: DiscordErrorCode.UnknownMessage };
}

/// <summary>Types of actions as stored.</summary>
internal static class ActionTypes
{
    public const string Reply = "reply";
    public const string Delete = "delete";
    public const string Timeout = "timeout";
    public const string Kick = "kick";
}

/// <summary>Errors that say nothing about whether a call was executed, only that asking later will help.</summary>
internal static class Trouble
{
    public static bool IsTemporary(Exception e) =>
        e is HttpRequestException or TimeoutException or OperationCanceledException or DiscordApiException { IsTemporary: true };
}
