using System.Text.Json.Nodes;
using Gova.Simulators.Discord.Json;
using Gova.Simulators.Discord.World;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Simulators.Discord.Rest;

/// <summary>Messages: read, post, change one's own, delete.</summary>
internal static class MessageEndpoints
{
    public static void MapMessages(this IEndpointRouteBuilder api)
    {
        api.MapGet("/channels/{channelId}/messages", List);
        api.MapGet("/channels/{channelId}/messages/{messageId}", Get);
        api.MapPost("/channels/{channelId}/messages", PostAsync);
        api.MapPatch("/channels/{channelId}/messages/{messageId}", EditAsync);
        api.MapDelete("/channels/{channelId}/messages/{messageId}", MessageDeletion.Delete);
        api.MapPost("/channels/{channelId}/messages/bulk-delete", MessageDeletion.DeleteTogetherAsync);
        api.MapPost("/channels/{channelId}/typing", Type);
    }

    private static JsonArray List(Snowflake channelId, HttpRequest request, DiscordWorld world)
    {
        var limit = Query.Limit(request, usual: 50, most: 100);
        var (before, after, around) = (Query.Id(request, "before"), Query.Id(request, "after"), Query.Id(request, "around"));
        lock (world.Gate)
        {
            var history = Readable(world, channelId).Messages;
            var found = (around, after) switch
            {
                ({ } middle, _) => Around(history, middle, limit),
                (_, { } from) => Newer(history, from, limit),
                _ => Older(history, before ?? new Snowflake(ulong.MaxValue), limit),
            };
            return GuildJson.Array(found.Select(MessageJson.Message));
        }
    }

    private static IEnumerable<Message> Older(MessageHistory history, Snowflake than, int limit) =>
        history.Before(than).Where(message => !message.Deleted).Take(limit);

    private static IEnumerable<Message> Newer(MessageHistory history, Snowflake than, int limit) =>
        history.After(than).Where(message => !message.Deleted).Take(limit).Reverse();

    private static IEnumerable<Message> Around(MessageHistory history, Snowflake middle, int limit) =>
        Newer(history, middle, limit / 2)
            .Concat(history.Find(middle) is { } exact ? [exact] : [])
            .Concat(Older(history, middle, (limit - 1) / 2));

    private static JsonObject Get(Snowflake channelId, Snowflake messageId, DiscordWorld world)
    {
        lock (world.Gate)
        {
            return MessageJson.Message(Readable(world, channelId).Messages.Find(messageId) ?? throw DiscordException.UnknownMessage);
        }
    }

    private static async Task<JsonObject> PostAsync(
        Snowflake channelId, HttpRequest request, DiscordWorld world, MessageOperations messages, EffectLog effects, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync(request, cancellationToken);
        lock (world.Gate)
        {
            var channel = world.VisibleChannel(channelId);
            if (channel.Recipient is { } recipient && !world.IsReachable(recipient))
            {
                throw DiscordException.CannotMessageUser;
            }

            var draft = MessageForm.Read(body, channel);
            var (message, created) = messages.Post(channel, world.Bot, draft);
            if (created)
            {
                var (kind, target) = draft.Reference is { } reference ? ("reply", reference.Message?.Author.Id) : ("message", channel.Recipient?.Id);
                effects.Record(kind, channel.Guild?.Id, channelId, target, message.Id, nonce: draft.Nonce?.ToString());
            }

            return MessageJson.Message(message);
        }
    }

    private static async Task<JsonObject> EditAsync(
        Snowflake channelId,
        Snowflake messageId,
        HttpRequest request,
        DiscordWorld world,
        MessageOperations messages,
        EffectLog effects,
        CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync(request, cancellationToken);
        lock (world.Gate)
        {
            var channel = world.VisibleChannel(channelId);
            var message = channel.Messages.Find(messageId) ?? throw DiscordException.UnknownMessage;
            if (message.Author.Id != world.Bot.Id)
            {
                throw DiscordException.CannotEditOthersMessage;
            }

            messages.Edit(message, MessageForm.ReadChange(body, message));
            effects.Record("edit", channel.Guild?.Id, channelId, message: messageId);
            return MessageJson.Message(message);
        }
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
        PermissionCheck.Require(channel, channel.Guild is { } guild ? world.BotIn(guild) : null, Permission.ReadMessageHistory);
        return channel;
    }
}
