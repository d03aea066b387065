using Microsoft.Extensions.AI;

namespace Gova.Tests.Moderation.Review;

/// <summary>A model that answers by script, remembers what it was asked, and fails a test that asks more than the script holds.</summary>
internal sealed class ScriptedModel(params Func<string>[] answers) : IChatClient
{
    public List<(List<ChatMessage> Messages, ChatOptions? Options)> Requests { get; } = [];

    public static ScriptedModel Saying(params string[] answers) => new([.. answers.Select(answer => (Func<string>)(() => answer))]);

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Requests.Add(([.. messages], options));
        Assert.True(Requests.Count <= answers.Length, $"The model was asked {Requests.Count} times.");
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, answers[Requests.Count - 1]())));
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new InvalidOperationException("Reviews do not stream.");

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
