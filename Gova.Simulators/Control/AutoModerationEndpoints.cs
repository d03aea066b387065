using Gova.Simulators.Discord.Gateway;
using Gova.Simulators.Discord.Json;
using Gova.Simulators.Discord.World;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Simulators.Control;

/// <summary>Discord's own moderation blocks a message, or flags one that was posted.</summary>
internal static class AutoModerationEndpoints
{
    public static void MapAutoModeration(this IEndpointRouteBuilder control) => control.MapPost("/automod", Execute);

    private static NoContent Execute(AutoModerationRequest request, DiscordWorld world, Finder find, EventDispatcher events)
    {
        lock (world.Gate)
        {
            var message = request.MessageId is { } id ? find.Message(id) : null;
            var channel = message?.Channel ?? find.Channel(request.ChannelId, find.Guild(request.GuildId));
            var user = message?.Author ?? world.User(request.UserId ?? default);
            var content = message?.Content ?? request.Content ?? "";
            events.Publish(AutoModerationEvents.Executed(new AutoModeration(channel, user, content, request.Keyword, world.NextId(), message)));
        }

        return TypedResults.NoContent();
    }

    internal sealed record AutoModerationRequest(
        Snowflake? GuildId, Snowflake? ChannelId, Snowflake? UserId, string? Content, Snowflake? MessageId, string Keyword = "blocked");
}
