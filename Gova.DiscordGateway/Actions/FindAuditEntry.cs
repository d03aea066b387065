using Gova.Data.Actions;
using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;
using Gova.Messaging;

namespace Gova.DiscordGateway.Actions;

/// <summary>Looks in the audit log for what this bot did to an action's target since the action was claimed.</summary>
internal sealed class FindAuditEntry(DiscordRestClient rest, BotIdentity self)
{
    /// <summary>Our clock may be ahead of Discord's, or behind.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(10);

    /// <param name="target">The member or channel.</param>
    /// <param name="matches">What else the entry has to tell.</param>
    /// <exception cref="DiscordApiException">E.g. the bot may not read the log.</exception>
    public async Task<bool> ContainsAsync(
        ActionEvent action, int actionType, long target, Func<AuditLogEntry, bool> matches, CancellationToken cancellationToken)
    {
        var bot = await self.GetIdAsync(cancellationToken);
        var entries = await rest.GetAuditLogAsync(action.GuildId, bot, actionType, cancellationToken);
        return entries.Any(entry => entry.UserId == bot && entry.TargetId == target && entry.ActionType == actionType
            && (entry.Reason is null || entry.Reason == AuditLogReason.Shorten(action.Reason))
            && Snowflake.CreatedAt(entry.Id) >= action.UpdatedAt - ClockSkew && matches(entry));
    }

    /// <returns>Who else did this kind of thing to the target last; null when the bot did, or nobody knows.</returns>
    public async Task<long?> LastByAnotherAsync(ActionEvent action, int actionType, long target, CancellationToken cancellationToken)
    {
        try
        {
            var bot = await self.GetIdAsync(cancellationToken);
            var entries = await rest.GetAuditLogAsync(action.GuildId, null, actionType, cancellationToken);
            var last = entries.Where(entry => entry.TargetId == target && entry.ActionType == actionType).MaxBy(entry => entry.Id);
            return last?.UserId == bot ? null : last?.UserId;
        }
        catch (DiscordApiException e) when (!e.IsTemporary)
        {
            return null;
        }
    }

    /// <inheritdoc cref="ContainsAsync(ActionEvent, int, long, Func{AuditLogEntry, bool}, CancellationToken)"/>
    public Task<bool> ContainsAsync(ActionEvent action, int actionType, long target, CancellationToken cancellationToken) =>
        ContainsAsync(action, actionType, target, _ => true, cancellationToken);
}
