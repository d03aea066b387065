using System.Text.Json.Nodes;
using Gova.Simulators.Discord.Json;
using Gova.Simulators.Discord.World;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Simulators.Discord.Rest;

/// <summary>Messages: read, post, delete.</summary>
internal static class MessageEndpoints
{
    public static void MapMessages(this IEndpointRouteBuilder api)
    {
        api.MapGet("/channels/{channelId}/messages", List);
        api.MapGet("/channels/{channelId}/messages/{messageId}", Get);
        api.MapPost("/channels/{channelId}/messages", Post);
        api.MapDelete("/channels/{channelId}/messages/{messageId}", Delete);
        api.MapPost("/channels/{channelId}/typing", Type);
    }

    private static JsonArray List(Snowflake channelId, HttpRequest request, DiscordWorld world)
    {
        var limit = Query.Limit(request, usual: 50, most: 100);
        var (before, after) = (Query.Id(request, "before"), Query.Id(request, "after"));
        lock (world.Gate)
        {
            var history = Readable(world, channelId).Messages;
            var found = after is null
                ? history.Before(before ?? new Snowflake(ulong.MaxValue)).Where(message => !message.Deleted).Take(limit)
                : history.After(after.Value).Where(message => !message.Deleted).Take(limit).Reverse();
            return GuildJson.Array(found.Select(MessageJson.Message));
        }
    }

    private static JsonObject Get(Snowflake channelId, Snowflake messageId, DiscordWorld world)
    {
        lock (world.Gate)
        {
            return MessageJson.Message(Readable(world, channelId).Messages.Find(messageId) ?? throw DiscordException.UnknownMessage);
        }
    }

    private static async Task<JsonObject> Post(
        Snowflake channelId, HttpRequest request, DiscordWorld world, MessageOperations messages, EffectLog effects, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync(request, cancellationToken);
        lock (world.Gate)
        {
            var channel = world.VisibleChannel(channelId);
            EnsureReachable(world, channel);
            var draft = MessageForm.Read(body, channel);
            var (message, created) = messages.Post(channel, world.Bot, draft);
            if (created)
            {
                var (kind, target) = draft.Reference is { } reference ? ("reply", reference.Message?.Author.Id) : ("message", null);
                effects.Record(kind, channel.Guild?.Id, channelId, target, message.Id, nonce: draft.Nonce?.ToString());
            }

            return MessageJson.Message(message);
        }
    }

    private static NoContent Delete(
        Snowflake channelId, Snowflake messageId, HttpRequest request, DiscordWorld world, MessageOperations messages, AuditLog audit, EffectLog effects)
    {
        var reason = AuditLogReason.Read(request);
        lock (world.Gate)
        {
            var channel = world.VisibleChannel(channelId);
            var message = channel.Messages.Find(messageId) ?? throw DiscordException.UnknownMessage;
            var foreign = message.Author.Id != world.Bot.Id;
            if (foreign && (channel.Guild is not { } home || !PermissionCheck.In(channel, world.BotIn(home)).HasFlag(Permission.ManageMessages)))
            {
                throw DiscordException.MissingPermissions;
            }

            messages.Delete(message);
            effects.Record("delete", channel.Guild?.Id, channelId, message.Author.Id, messageId, reason);
            if (foreign)
            {
                audit.Write(channel.Guild!, AuditLogAction.MessageDelete, message.Author.Id, reason, channel: channelId);
            }
        }

        return TypedResults.NoContent();
    }

    private static NoContent Type(Snowflake channelId, DiscordWorld world)
    {
        lock (world.Gate)
        {
            world.VisibleChannel(channelId);
        }

        return TypedResults.NoContent();
    }

    private static Channel Readable(DiscordWorld world, Snowflake channelId)
    {
        var channel = world.VisibleChannel(channelId);
        return channel.Guild is not { } guild || PermissionCheck.In(channel, world.BotIn(guild)).HasFlag(Permission.ReadMessageHistory)
            ? channel
            : throw DiscordException.MissingPermissions;
    }

    private static void EnsureReachable(DiscordWorld world, Channel channel)
    {
        if (channel.Recipient is { } recipient && !world.Guilds.Any(guild => guild.MemberOf(recipient) is not null))
        {
            throw DiscordException.CannotMessageUser;
        }
    }
}
