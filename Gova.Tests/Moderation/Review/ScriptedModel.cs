using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Gova.Tests.Moderation.Review;

/// <summary>
/// A model that answers by script, remembers what it was asked, and fails a test that asks more than the script holds. In the
/// script <c>m1</c>, <c>m2</c>, … stand for the refs of the request at hand, in its order.
/// </summary>
internal sealed class ScriptedModel(params Func<ChatResponse>[] answers) : IChatClient
{
    public List<(List<ChatMessage> Messages, ChatOptions? Options)> Requests { get; } = [];

    public static ScriptedModel Saying(params string[] answers) => new([.. answers.Select(answer => Answer(answer))]);

    public static Func<ChatResponse> Answer(string text, ChatFinishReason? finish = null) =>
        () => new ChatResponse(new ChatMessage(ChatRole.Assistant, text)) { FinishReason = finish ?? ChatFinishReason.Stop };

    public static IReadOnlyList<(string Ref, string Author, string Text)> MessagesOf(IReadOnlyList<ChatMessage> request)
    {
        var json = request[^1].Text["<messages>".Length..^"</messages>".Length];
        return [.. JsonDocument.Parse(json).RootElement.EnumerateArray().Select(message => (
            message.GetProperty("ref").GetString()!, message.GetProperty("author").GetString()!, message.GetProperty("text").GetString()!))];
    }

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Requests.Add(([.. messages], options));
        Assert.True(Requests.Count <= answers.Length, $"The model was asked {Requests.Count} times.");
        var response = answers[Requests.Count - 1]();
        var refs = MessagesOf(Requests[^1].Messages).Select(message => message.Ref).ToList();
        for (var i = 0; i < refs.Count; i++)
        {
            response.Messages[0].Contents = [new TextContent(response.Text.Replace($"\"m{i + 1}\"", $"\"{refs[i]}\"", StringComparison.Ordinal))];
        }

        return Task.FromResult(response);
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new InvalidOperationException("Reviews do not stream.");

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
