using Gova.Simulators.Community;
using Gova.Simulators.Discord.World;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Gova.Simulators.Control;

/// <summary>What was said, and saying more.</summary>
internal static class MessageEndpoints
{
    private const int MaxPage = 10_000;

    public static void MapMessages(this IEndpointRouteBuilder control)
    {
        control.MapGet("/messages", List);
        control.MapPost("/messages", Post);
        control.MapPatch("/messages/{id}", Edit);
        control.MapDelete("/messages/{id}", Delete);
        control.MapPost("/messages/bulk-delete", DeleteTogether);
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
        if (!MessageRequests.IsSayable(request) || (request.Direct && request.UserId is null))
        {
            return Invalid.Field("content, direct", $"Something to say is needed, up to {MessageRequests.MaxContent} characters; a direct message needs its user.");
        }

        lock (world.Gate)
        {
            var channel = request.Direct ? world.DirectChannelTo(world.User(request.UserId!.Value)) : find.Channel(request.ChannelId, find.Guild(request.GuildId));
            var label = request.Label ?? Label.Benign;
            var draft = MessageRequests.Draft(request, label, find, world);
            var (message, _) = messages.Post(channel, Author(request, draft, channel, crowd, world), draft);
            return TypedResults.Ok(View(message));
        }
    }

    private static Results<Ok<MessageView>, ValidationProblem> Edit(Snowflake id, EditRequest request, DiscordWorld world, Finder find, MessageOperations messages)
    {
        if (request is { Content: null, Embeds: null } || request.Content is { Length: 0 or > MessageRequests.MaxContent })
        {
            return Invalid.Field("content, embeds", $"1 to {MessageRequests.MaxContent} characters are needed, or embeds.");
        }

        lock (world.Gate)
        {
            var message = find.Message(id);
            message.Label = request.Label ?? message.Label;
            var contents = request.Embeds is { } embeds ? message.Contents with { Embeds = embeds.DeepClone().AsArray() } : null;
            var change = new MessageChange { Content = request.Content, Contents = contents };
            return TypedResults.Ok(View(request.Partial ? messages.EditPartially(message, change) : messages.Edit(message, change)));
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

    /// <summary>A human moderator clears up.</summary>
    private static NoContent DeleteTogether(DeleteRequest request, DiscordWorld world, Finder find, MessageOperations messages)
    {
        lock (world.Gate)
        {
            foreach (var channel in request.Ids.Select(find.Message).GroupBy(message => message.Channel))
            {
                messages.DeleteTogether(channel.Key, channel.Select(message => message.Id));
            }
        }

        return TypedResults.NoContent();
    }

    private static User Author(MessageRequest request, MessageDraft draft, Channel channel, Crowd crowd, DiscordWorld world) => request switch
    {
        { Webhook: { } name } => new User(draft.WebhookId!.Value, name),
        { UserId: { } id } => world.User(id),
        _ => channel.Recipient ?? (crowd.Pick(channel.Guild!, channel, draft.Label!, channel.Messages.Count) ?? crowd.Welcome(channel.Guild!)).User,
    };

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

    internal sealed record DeleteRequest(IReadOnlyList<Snowflake> Ids);

    internal sealed record MessagesView(IReadOnlyList<MessageView> Messages);

    internal sealed record MessageView(
        Snowflake Id, Snowflake? GuildId, Snowflake ChannelId, Snowflake AuthorId, string Author, string? Label, string Text, bool Deleted, DateTimeOffset? EditedAt);
}
