using Microsoft.Extensions.AI;

namespace Gova.ModerationWorker.Llm;

/// <summary>Lets no more requests to an endpoint be under way at once than it may have, whoever makes them.</summary>
internal sealed class LimitedChatClient(IChatClient inner, SemaphoreSlim free) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        await free.WaitAsync(cancellationToken);
        try
        {
            return await base.GetResponseAsync(messages, options, cancellationToken);
        }
        finally
        {
            free.Release();
        }
    }
}
