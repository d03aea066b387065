using Gova.Moderation.Review;
using Microsoft.Extensions.AI;

namespace Gova.ModerationWorker.Llm;

/// <summary>
/// Asks another model while the first cannot answer: it failed, took too long or is being left alone. What the first refuses to
/// take is not offered to the other.
/// </summary>
internal sealed partial class FallbackChatClient(IChatClient first, IChatClient fallback, ILogger<FallbackChatClient> logger) : DelegatingChatClient(first)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var asked = messages.ToList();
        try
        {
            return await base.GetResponseAsync(asked, options, cancellationToken);
        }
        catch (ModelUnavailableException e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.Falls(logger, e.Message);
            return await fallback.GetResponseAsync(asked, options, cancellationToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The fallback model is asked instead: {Problem}")]
        public static partial void Falls(ILogger logger, string problem);
    }
}
