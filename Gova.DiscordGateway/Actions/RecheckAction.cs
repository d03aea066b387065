using Gova.Data.Actions;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;

namespace Gova.DiscordGateway.Actions;

/// <summary>
/// Decides an action whose executor died between Discord's call and the record: what Discord's state shows as done is completed,
/// what it shows as not done is executed, what it does not show is unknown and never repeated.
/// </summary>
internal sealed class RecheckAction(
    DiscordRestClient rest, DiscordActions discord, FindOwnReply replies, FindAuditEntry audit, TimeProvider time)
{
    public async Task<ActionOutcome> DecideAsync(ActionEvent action, CancellationToken cancellationToken)
    {
        Evidence evidence;
        try
        {
            evidence = await FindEvidenceAsync(action, cancellationToken);
        }
        catch (InvalidParametersException)
        {
            // It was never sent; trying says what is wrong with it.
            evidence = Evidence.NotDone;
        }
        catch (DiscordApiException e) when (!e.IsTemporary)
        {
            evidence = Evidence.Undecidable;
        }
        catch (Exception e) when (Trouble.IsTemporary(e) && !cancellationToken.IsCancellationRequested && IsExpired(action))
        {
            return ActionOutcome.Unknown("Discord could not be asked whether it was executed before it expired.");
        }

        return evidence switch
        {
            Evidence.Done => ActionOutcome.Completed,
            Evidence.NotDone when IsExpired(action) => new ActionOutcome(ActionStatus.Expired, "It was interrupted, and expired before it could be tried again."),
            Evidence.NotDone => await discord.PerformAsync(action, cancellationToken),
            _ => ActionOutcome.Unknown("It was interrupted, and Discord does not show whether it was executed."),
        };
    }

    private Task<Evidence> FindEvidenceAsync(ActionEvent action, CancellationToken cancellationToken) => action.ActionType switch
    {
        ActionTypes.Reply => replies.LookAsync(action, cancellationToken),
        ActionTypes.Delete => LookForMessageAsync(action, cancellationToken),
        ActionTypes.Timeout => LookForTimeoutAsync(action, cancellationToken),
        ActionTypes.Kick => LookForKickAsync(action, cancellationToken),
        // Never sent: executing it again says what is wrong with it.
        _ => Task.FromResult(Evidence.NotDone),
    };

    private async Task<Evidence> LookForMessageAsync(ActionEvent action, CancellationToken cancellationToken)
    {
        try
        {
            await rest.GetMessageAsync(TargetMessage.ChannelOf(action), TargetMessage.IdOf(action), cancellationToken);
            return Evidence.NotDone;
        }
        catch (DiscordApiException e) when (e.Code == DiscordErrorCode.UnknownMessage)
        {
            return Evidence.Done;
        }
    }

    /// <summary>
    /// The member shows the last timeout only: ours may have run out or been lifted, and what is there may be somebody else's.
    /// The audit log remembers ours.
    /// </summary>
    private async Task<Evidence> LookForTimeoutAsync(ActionEvent action, CancellationToken cancellationToken)
    {
        var member = await FindMemberAsync(action, cancellationToken);
        if (IsFrom(action, member?.CommunicationDisabledUntil)
            || await audit.ContainsAsync(
                action, AuditLogAction.MemberUpdate, entry => IsFrom(action, entry.TimedOutUntil), cancellationToken))
        {
            return Evidence.Done;
        }

        return member is null ? Evidence.Undecidable : Evidence.NotDone;
    }

    /// <summary>Whether a timeout of this action's duration that ends then began while the action could be executed.</summary>
    private bool IsFrom(ActionEvent action, DateTimeOffset? until)
    {
        var began = until - ActionParameters.Duration(action.ActionParams);
        var latest = IsExpired(action) ? action.ExpiresAt : time.GetUtcNow();
        return began >= action.UpdatedAt - FindAuditEntry.ClockSkew && began <= latest + FindAuditEntry.ClockSkew;
    }

    private async Task<Evidence> LookForKickAsync(ActionEvent action, CancellationToken cancellationToken)
    {
        // A member who was kicked and came back has joined since.
        if (await FindMemberAsync(action, cancellationToken) is { JoinedAt: { } joined } && joined < action.CreatedAt)
        {
            return Evidence.NotDone;
        }

        return await audit.ContainsAsync(action, AuditLogAction.MemberKick, _ => true, cancellationToken) ? Evidence.Done : Evidence.Undecidable;
    }

    private async Task<DiscordMember?> FindMemberAsync(ActionEvent action, CancellationToken cancellationToken)
    {
        try
        {
            return await rest.GetMemberAsync(action.GuildId, TargetUser.Of(action), cancellationToken);
        }
        catch (DiscordApiException e) when (e.Code is DiscordErrorCode.UnknownMember or DiscordErrorCode.UnknownUser)
        {
            return null;
        }
    }

    private bool IsExpired(ActionEvent action) => time.GetUtcNow() >= action.ExpiresAt;
}
