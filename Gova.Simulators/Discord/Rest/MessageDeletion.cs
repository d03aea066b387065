using System.Globalization;
using Gova.Simulators.Discord.World;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Simulators.Discord.Rest;

/// <summary>Deletes one message or many at once; what others wrote needs a permission and is logged.</summary>
internal static class MessageDeletion
{
    private const int FewestTogether = 2;
    private const int MostTogether = 100;
    private static readonly TimeSpan OldestTogether = TimeSpan.FromDays(14);

    public static NoContent Delete(
        Snowflake channelId, Snowflake messageId, HttpRequest request, DiscordWorld world, MessageOperations messages, AuditLog audit, EffectLog effects)
    {
        var reason = AuditLogReason.Read(request);
        lock (world.Gate)
        {
            var channel = world.VisibleChannel(channelId);
            var message = channel.Messages.Find(messageId) ?? throw DiscordException.UnknownMessage;
            var foreign = message.Author.Id != world.Bot.Id;
            if (foreign)
            {
                PermissionCheck.Require(channel, world.BotIn(channel.Guild ?? throw DiscordException.NotInDirectMessages), Permission.ManageMessages);
            }

            messages.Delete(message);
            effects.Record("delete", channel.Guild?.Id, channelId, message.Author.Id, messageId, reason);
            if (foreign)
            {
                audit.Write(channel.Guild!, AuditLogAction.MessageDelete, message.Author.Id, reason, options: new AuditLogOptions(channelId, 1));
            }
        }

        return TypedResults.NoContent();
    }

    /// <remarks>Ids of messages that do not exist count, but do no harm, as with Discord.</remarks>
    public static async Task<NoContent> DeleteTogetherAsync(
        Snowflake channelId,
        HttpRequest request,
        DiscordWorld world,
        MessageOperations messages,
        AuditLog audit,
        EffectLog effects,
        CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync(request, cancellationToken);
        var reason = AuditLogReason.Read(request);
        if (body.List("messages") is { Count: < FewestTogether or > MostTogether })
        {
            throw DiscordException.BulkDeleteCount;
        }

        var ids = body.Ids("messages", MostTogether);
        lock (world.Gate)
        {
            var channel = world.VisibleChannel(channelId);
            var guild = channel.Guild ?? throw DiscordException.WrongChannelType;
            PermissionCheck.Require(channel, world.BotIn(guild), Permission.ManageMessages);
            if (ids.Any(id => world.Now - id.CreatedAt > OldestTogether))
            {
                throw DiscordException.BulkDeleteTooOld;
            }

            var deleted = messages.DeleteTogether(channel, ids);
            foreach (var message in deleted)
            {
                effects.Record(
                    "bulk_delete", guild.Id, channelId, message.Author.Id, message.Id, reason, detail: ids.Count.ToString(CultureInfo.InvariantCulture));
            }

            audit.Write(guild, AuditLogAction.MessageBulkDelete, channelId, reason, options: new AuditLogOptions(null, ids.Count));
        }

        return TypedResults.NoContent();
    }
}
