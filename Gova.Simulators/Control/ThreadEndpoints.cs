using Gova.Simulators.Community;
using Gova.Simulators.Discord.World;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Simulators.Control;

/// <summary>Members open threads, from a message or on their own, and write forum posts.</summary>
internal static class ThreadEndpoints
{
    public static void MapThreads(this IEndpointRouteBuilder control) => control.MapPost("/threads", Open);

    private static Results<Ok<ThreadView>, ValidationProblem> Open(ThreadRequest request, DiscordWorld world, Finder find, ThreadOperations threads)
    {
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > 100)
        {
            return Invalid.Field("name", "1 to 100 characters are needed.");
        }

        lock (world.Gate)
        {
            var (parent, starter) = (world.Channel(request.ParentId), world.User(request.UserId));
            if (parent.Type != ChannelType.Forum)
            {
                var from = request.MessageId is { } id ? find.Message(id) : null;
                return TypedResults.Ok(new ThreadView(threads.Open(parent, starter, request.Name, from).Id, null));
            }

            if (string.IsNullOrWhiteSpace(request.Content))
            {
                return Invalid.Field("content", "A forum post needs a first message.");
            }

            var (thread, message) = threads.Post(parent, starter, request.Name, new MessageDraft(request.Content) { Label = request.Label ?? Label.Benign });
            return TypedResults.Ok(new ThreadView(thread.Id, message.Id));
        }
    }

    internal sealed record ThreadRequest(Snowflake ParentId, Snowflake UserId, string Name, Snowflake? MessageId, string? Content, string? Label);

    internal sealed record ThreadView(Snowflake Id, Snowflake? MessageId);
}
