using System.Globalization;
using Gova.Data;
using Gova.Data.Actions;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;
using Gova.Messaging;
using Gova.Moderation.Policy;
using Microsoft.EntityFrameworkCore;

namespace Gova.DiscordGateway.Actions.Kinds;

/// <summary>Tells the moderators in their log channel.</summary>
internal sealed class NotifyAction(DiscordRestClient rest, FindOwnMessage messages, IDbContextFactory<GovaDbContext> contexts) : IActionKind
{
    public ActionType Type => ActionType.Notify;

    public Permissions Needs => Permissions.SendMessages;

    /// <summary>Where the log channel is now; a repeat goes there too. A configuration could name another server's.</summary>
    public async Task<ActionResult?> PrepareAsync(ActionEvent action, CancellationToken cancellationToken)
    {
        var id = await FindLogChannelAsync(action, cancellationToken)
            ?? throw new InvalidParametersException("The moderator's configuration names no log channel.");
        return (await rest.GetChannelAsync(id, cancellationToken)).GuildId == action.GuildId
            ? new(ChannelId: id)
            : throw new InvalidParametersException("The log channel that the moderator's configuration names is not in this server.");
    }

    public async Task<ActionResult?> PerformAsync(ActionEvent action, ActionResult? prepared, CancellationToken cancellationToken)
    {
        var channel = prepared!.ChannelId!.Value;
        var message = new RichMessage(
            ActionParameters.Content(action, Type), AllowedMentions: AllowedMentions.None, Nonce: ActionNonce.Of(action.ActionId), EnforceNonce: true);
        return new(ChannelId: channel, MessageId: (await rest.PostMessageAsync(channel, message, cancellationToken)).Id);
    }

    public async Task<Finding> LookAsync(ActionEvent action, ActionResult? prepared, CancellationToken cancellationToken) =>
        prepared?.ChannelId is { } channel
            ? await messages.LookAsync(
                channel, Snowflake.At(action.UpdatedAt - FindAuditEntry.ClockSkew), ActionParameters.Content(action, Type), null, cancellationToken)
            : Finding.NotDone;

    private async Task<long?> FindLogChannelAsync(ActionEvent action, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var conf = await db.Moderators.Where(m => m.ModeratorId == action.ModeratorId).Select(m => m.Conf).SingleAsync(cancellationToken);
        return ModeratorConfiguration.Parse(conf, out _)?.LogChannel is { } channel
            ? unchecked((long)ulong.Parse(channel, CultureInfo.InvariantCulture))
            : null;
    }
}
