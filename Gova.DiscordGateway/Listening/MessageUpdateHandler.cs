using System.Text.Json;
using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Discord.Gateway;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;

namespace Gova.DiscordGateway.Listening;

/// <summary>
/// A member edited a message. Updates without an edit time are Discord's own (a link preview, a pin); an edit that comes
/// without its text or author is completed by REST.
/// </summary>
internal sealed partial class MessageUpdateHandler(
    MemberMessages messages,
    MessagePublisher publisher,
    GuildOrder order,
    DiscordRestClient rest,
    GatewayMetrics metrics,
    TimeProvider time,
    ILogger<MessageUpdateHandler> logger) : IGatewayEventHandler
{
    public IReadOnlyList<string> EventTypes => ["MESSAGE_UPDATE"];

    public Task HandleAsync(GatewayEvent received, CancellationToken cancellationToken)
    {
        var message = received.Read(DiscordJson.Default.DiscordMessage);
        if (message is not { EditedTimestamp: { } editedAt, GuildId: not null })
        {
            return Task.CompletedTask;
        }

        return message is { Content: not null, Author: not null }
            ? PublishAsync(message, editedAt, cancellationToken)
            : CompleteAsync(message, editedAt, cancellationToken);
    }

    private async Task CompleteAsync(DiscordMessage partial, DateTimeOffset editedAt, CancellationToken cancellationToken)
    {
        if (await FetchAsync(partial, cancellationToken) is { } whole)
        {
            // REST names neither the guild nor the member.
            await PublishAsync(
                whole with { GuildId = partial.GuildId, Member = partial.Member }, whole.EditedTimestamp ?? editedAt, cancellationToken);
        }
    }

    /// <summary>Asks until Discord answers, however long that takes; null when its answer is that there is nothing to have.</summary>
    private async Task<DiscordMessage?> FetchAsync(DiscordMessage partial, CancellationToken cancellationToken)
    {
        for (var delay = RetryDelays.First; ; delay = RetryDelays.After(delay))
        {
            try
            {
                return await rest.GetMessageAsync(partial.ChannelId, partial.Id, cancellationToken);
            }
            catch (Exception e) when (e is DiscordApiException { IsTemporary: false } or HttpRequestException { InnerException: JsonException })
            {
                metrics.DroppedEdits.Add(1);
                Log.Dropped(logger, partial.Id, e.Message);
                return null;
            }
            catch (Exception e) when (e is DiscordApiException or HttpRequestException or TimeoutException)
            {
                Log.NotCompleted(logger, partial.Id, e.Message, delay.TotalSeconds);
                await Task.Delay(delay, time, cancellationToken);
            }
        }
    }

    private Task PublishAsync(DiscordMessage message, DateTimeOffset editedAt, CancellationToken cancellationToken) =>
        messages.IsMembers(message) && message.GuildId is { } guildId
            ? order.RunAsync(
                guildId, message.ChannelId,
                () => publisher.PublishAsync(guildId, messages.ToEvent(message, editedAt.ToUnixTimeMilliseconds()), cancellationToken),
                cancellationToken)
            : Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The edit of message {MessageId} came without its text, which Discord does not give: {Reason}")]
        public static partial void Dropped(ILogger logger, long messageId, string reason);

        [LoggerMessage(LogLevel.Warning, "The edit of message {MessageId} cannot be completed ({Reason}); the next try is in {Seconds} s")]
        public static partial void NotCompleted(ILogger logger, long messageId, string reason, double seconds);
    }
}
