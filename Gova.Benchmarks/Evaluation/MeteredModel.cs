using Microsoft.Extensions.AI;

namespace Gova.Benchmarks.Evaluation;

/// <summary>Price of a model in US dollars for a million tokens.</summary>
internal sealed record Price(double Input, double Output);

/// <summary>Counts what a model is asked and what it costs.</summary>
internal sealed class MeteredModel(IChatClient inner, Price? price) : DelegatingChatClient(inner)
{
    private int _calls;
    private long _input;
    private long _output;

    public int Calls => _calls;

    /// <summary>In US dollars; null where the price is not known.</summary>
    public double? Cost => price is null ? null : ((_input * price.Input) + (_output * price.Output)) / 1e6;

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _calls);
        var response = await base.GetResponseAsync(messages, options, cancellationToken);
        Interlocked.Add(ref _input, response.Usage?.InputTokenCount ?? 0);
        Interlocked.Add(ref _output, response.Usage?.OutputTokenCount ?? 0);
        return response;
    }
}
