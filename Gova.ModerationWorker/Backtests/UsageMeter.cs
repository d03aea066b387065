using Microsoft.Extensions.AI;

namespace Gova.ModerationWorker.Backtests;

/// <summary>Counts the calls to a model and their tokens.</summary>
internal sealed class UsageMeter(IChatClient inner) : DelegatingChatClient(inner)
{
    public int Calls { get; private set; }

    public long InputTokens { get; private set; }

    public long OutputTokens { get; private set; }

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Calls++;
        var response = await base.GetResponseAsync(messages, options, cancellationToken);
        InputTokens += response.Usage?.InputTokenCount ?? 0;
        OutputTokens += response.Usage?.OutputTokenCount ?? 0;
        return response;
    }
}
