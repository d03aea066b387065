using System.Diagnostics;
using Gova.Moderation.Review;
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
        var (prompt, started) = (messages.ToList(), Stopwatch.GetTimestamp());
        var response = await base.GetResponseAsync(prompt, options, cancellationToken);
        var call = ModelCall.Of(response, prompt, started);
        (InputTokens, OutputTokens) = (InputTokens + call.InputTokens, OutputTokens + call.OutputTokens);
        return response;
    }
}
