using System.Globalization;
using Gova.DiscordGateway.Discord.Models;

namespace Gova.DiscordGateway.Discord.Rest;

/// <content>Messages.</content>
internal sealed partial class DiscordRestClient
{
    public Task<DiscordChannel> GetChannelAsync(long channelId, CancellationToken cancellationToken) =>
        GetAsync(
            new RestCall(HttpMethod.Get, "GET channels", channelId, $"channels/{channelId}"), DiscordJson.Default.DiscordChannel,
            cancellationToken);

    public Task<DiscordMessage> GetMessageAsync(long channelId, long messageId, CancellationToken cancellationToken) =>
        GetAsync(
            new RestCall(HttpMethod.Get, "GET channels/messages/id", channelId, $"channels/{channelId}/messages/{messageId}"),
            DiscordJson.Default.DiscordMessage, cancellationToken);

    /// <summary>The newest up to 100 messages, newest first; before <paramref name="before"/> if it is given.</summary>
    public Task<IReadOnlyList<DiscordMessage>> GetMessagesBeforeAsync(long channelId, long? before, CancellationToken cancellationToken) =>
        GetAsync(
            new RestCall(
                HttpMethod.Get, "GET channels/messages", channelId,
                $"channels/{channelId}/messages?limit=100{(before is null ? "" : $"&before={before}")}"),
            DiscordJson.Default.IReadOnlyListDiscordMessage, cancellationToken);

    /// <summary>The oldest up to 100 messages after <paramref name="after"/>, newest first.</summary>
    public Task<IReadOnlyList<DiscordMessage>> GetMessagesAfterAsync(long channelId, long after, CancellationToken cancellationToken) =>
        GetAsync(
            new RestCall(HttpMethod.Get, "GET channels/messages", channelId, $"channels/{channelId}/messages?after={after}&limit=100"),
            DiscordJson.Default.IReadOnlyListDiscordMessage, cancellationToken);

    /// <summary>
    /// Answers a message. Within some minutes the same <paramref name="nonce"/> (25 characters at most) posts once, which is why it
    /// may be repeated.
    /// </summary>
    public Task<PostedMessage> ReplyAsync(long channelId, long messageId, string content, string nonce, CancellationToken cancellationToken) =>
        GetAsync(
            new RestCall(HttpMethod.Post, "POST channels/messages", channelId, $"channels/{channelId}/messages").With(
                new NewMessage(
                    content, nonce, EnforceNonce: true,
                    new NewMessageReference(messageId.ToString(CultureInfo.InvariantCulture), FailIfNotExists: true),
                    new AllowedMentions([], RepliedUser: true)),
                DiscordJson.Default.NewMessage),
            InteractionJson.Default.PostedMessage, cancellationToken);

    public Task DeleteMessageAsync(long channelId, long messageId, string? reason, CancellationToken cancellationToken) =>
        SendAsync(
            new RestCall(HttpMethod.Delete, "DELETE channels/messages/id", channelId, $"channels/{channelId}/messages/{messageId}")
            {
                Reason = reason,
            },
            cancellationToken);

    /// <summary>Posts; within some minutes the same nonce posts once.</summary>
    public Task<PostedMessage> PostMessageAsync(long channelId, RichMessage message, CancellationToken cancellationToken) =>
        GetAsync(
            new RestCall(HttpMethod.Post, "POST channels/messages", channelId, $"channels/{channelId}/messages")
                .With(message, InteractionJson.Default.RichMessage),
            InteractionJson.Default.PostedMessage, cancellationToken);

    public Task EditMessageAsync(long channelId, long messageId, RichMessage message, CancellationToken cancellationToken) =>
        SendAsync(
            new RestCall(HttpMethod.Patch, "PATCH channels/messages/id", channelId, $"channels/{channelId}/messages/{messageId}")
                .With(message, InteractionJson.Default.RichMessage),
            cancellationToken);
}
