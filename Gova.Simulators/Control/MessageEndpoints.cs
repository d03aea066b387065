using Gova.Simulators.Community;
using Gova.Simulators.Discord.World;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Gova.Simulators.Control;

/// <summary>What was said, and saying more.</summary>
internal static class MessageEndpoints
{
    private const int MaxPage = 10_000;
    private const int MaxContent = 2_000;

    public static void MapMessages(this IEndpointRouteBuilder control)
    {
        control.MapGet("/messages", List);
        control.MapPost("/messages", Post);
        control.MapPatch("/messages/{id}", Edit);
        control.MapDelete("/messages/{id}", Delete);
    }

    private static MessagesView List(DiscordWorld world, Finder find, Snowflake? after, [FromQuery(Name = "guild_id")] Snowflake? guildId, int limit = 100)
    {
        lock (world.Gate)
        {
            var found = find.MessagesAfter(after ?? default)
                .Where(message => guildId is null || message.Channel.Guild?.Id == guildId)
                .Take(Math.Clamp(limit, 1, MaxPage));
            return new MessagesView([.. found.Select(View)]);
        }
    }

    private static Results<Ok<MessageView>, ValidationProblem> Post(MessageRequest request, DiscordWorld world, Finder find, MessageOperations messages, Crowd crowd)
    {
        if (string.IsNullOrWhiteSpace(request.Content) || request.Content.Length > MaxContent)
        {
            return Invalid.Field("content", $"1 to {MaxContent} characters are needed.");
        }

        lock (world.Gate)
        {
            var channel = find.Channel(request.ChannelId, find.Guild(request.GuildId));
            var label = request.Label ?? Label.Benign;
            var author = request.UserId is { } id ? world.User(id) : channel.Recipient ?? AnyAuthor(crowd, channel, label);
            var (message, _) = messages.Post(channel, author, new MessageDraft(request.Content) { Label = label });
            return TypedResults.Ok(View(message));
        }
    }

    private static Results<Ok<MessageView>, ValidationProblem> Edit(Snowflake id, EditRequest request, DiscordWorld world, Finder find, MessageOperations messages)
    {
        if (string.IsNullOrWhiteSpace(request.Content) || request.Content.Length > MaxContent)
        {
            return Invalid.Field("content", $"1 to {MaxContent} characters are needed.");
        }

        lock (world.Gate)
        {
            var message = find.Message(id);
            message.Label = request.Label ?? message.Label;
            return TypedResults.Ok(View(messages.Edit(message, request.Content)));
        }
    }

    /// <summary>The author takes it back.</summary>
    private static NoContent Delete(Snowflake id, DiscordWorld world, Finder find, MessageOperations messages)
    {
        lock (world.Gate)
        {
            messages.Delete(find.Message(id));
        }

        return TypedResults.NoContent();
    }

    private static User AnyAuthor(Crowd crowd, Channel channel, string label) =>
        (crowd.Pick(channel.Guild!, channel, label, channel.Messages.Count) ?? crowd.Welcome(channel.Guild!)).User;

    private static MessageView View(Message message) => new(
        message.Id,
        message.Channel.Guild?.Id,
        message.Channel.Id,
        message.Author.Id,
        message.Author.Username,
        message.Label,
        message.Content,
        message.Deleted,
        message.EditedTimestamp);

    internal sealed record MessageRequest(string Content, Snowflake? GuildId, Snowflake? ChannelId, Snowflake? UserId, string? Label);

    internal sealed record EditRequest(string Content, string? Label);

    internal sealed record MessagesView(IReadOnlyList<MessageView> Messages);

    internal sealed record MessageView(
        Snowflake Id, Snowflake? GuildId, Snowflake ChannelId, Snowflake AuthorId, string Author, string? Label, string Text, bool Deleted, DateTimeOffset? EditedAt);
}
