using System.ClientModel;
using System.ClientModel.Primitives;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Gova.Moderation.Review;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using ChatFinishReason = Microsoft.Extensions.AI.ChatFinishReason;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;
using ChatResponseFormat = OpenAI.Chat.ChatResponseFormat;

namespace Gova.Moderation.Llm;

/// <summary>
/// The OpenAI SDK as <see cref="IChatClient"/>, for any compatible server: what this application needs of
/// Microsoft.Extensions.AI.OpenAI, for which it stands in. Every failure becomes one of the two exceptions that
/// <see cref="ReviewAgent"/> lets through. Retries are not its business.
/// </summary>
public sealed class OpenAiChatClient : IChatClient
{
    private readonly ChatClient _client;
    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    /// <param name="endpoint">Base address of the server, including <c>/v1</c>.</param>
    /// <param name="apiKey">Local servers need none.</param>
    public OpenAiChatClient(Uri endpoint, string model, string? apiKey, TimeProvider time)
    {
        _time = time;
        // The timeout belongs to the resilience pipeline.
        _http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        _client = new ChatClient(
            model,
            new ApiKeyCredential(string.IsNullOrWhiteSpace(apiKey) ? "none" : apiKey),
            new OpenAIClientOptions
            {
                Endpoint = endpoint,
                Transport = new HttpClientPipelineTransport(_http),
                RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
                NetworkTimeout = Timeout.InfiniteTimeSpan,
            });
    }

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            var completion = await _client.CompleteChatAsync(messages.Select(ToOpenAi), ToOpenAi(options), cancellationToken);
            return ToResponse(completion.Value);
        }
        catch (ClientResultException e)
        {
            throw Translate(e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or AggregateException)
        {
            throw new ModelUnavailableException("The connection to the model's endpoint failed.", inner: e);
        }
        catch (Exception e) when (e
            is JsonException or FormatException or InvalidOperationException or ArgumentException or KeyNotFoundException)
        {
            throw new ModelUnavailableException("The model's endpoint did not answer with a chat completion.", inner: e);
        }
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() => _http.Dispose();

    private static OpenAI.Chat.ChatMessage ToOpenAi(ChatMessage message) =>
        message.Role == ChatRole.System ? new SystemChatMessage(message.Text)
        : message.Role == ChatRole.Assistant ? new AssistantChatMessage(message.Text)
        : new UserChatMessage(message.Text);

    private static ChatCompletionOptions ToOpenAi(ChatOptions? options) => new()
    {
        Temperature = options?.Temperature,
        MaxOutputTokenCount = options?.MaxOutputTokens,
        ResponseFormat = options?.ResponseFormat is ChatResponseFormatJson { Schema: { } schema } json
            ? ChatResponseFormat.CreateJsonSchemaFormat(
                json.SchemaName ?? "answer", BinaryData.FromString(schema.GetRawText()), json.SchemaDescription, jsonSchemaIsStrict: true)
            : null,
    };

    private static ChatResponse ToResponse(ChatCompletion completion)
    {
        try
        {
            var text = string.Concat(completion.Content.Select(part => part.Text));
            var isRefused = completion.Refusal is { Length: > 0 } || completion.FinishReason == OpenAI.Chat.ChatFinishReason.ContentFilter;
            return new ChatResponse(new ChatMessage(ChatRole.Assistant, text))
            {
                ModelId = completion.Model,
                ResponseId = completion.Id,
                FinishReason = isRefused ? ChatFinishReason.ContentFilter
                    : completion.FinishReason == OpenAI.Chat.ChatFinishReason.Length ? ChatFinishReason.Length
                    : ChatFinishReason.Stop,
                Usage = completion.Usage is { } usage
                    ? new UsageDetails
                    {
                        InputTokenCount = usage.InputTokenCount,
                        OutputTokenCount = usage.OutputTokenCount,
                        TotalTokenCount = usage.TotalTokenCount,
                    }
                    : null,
            };
        }
        catch (ArgumentOutOfRangeException)
        {
            // The SDK reads choices[0] without looking. No choices is an answer without text: malformed, not a failure.
            return new ChatResponse(new ChatMessage(ChatRole.Assistant, ""));
        }
    }

    private Exception Translate(ClientResultException e) => (HttpStatusCode)e.Status switch
    {
        HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity =>
            new ModelRefusedRequestException($"The model's endpoint refused the request ({e.Status}).", e),
        0 => new ModelUnavailableException("The connection to the model's endpoint failed.", inner: e),
        _ => new ModelUnavailableException($"The model's endpoint answered {e.Status}.", RetryAfter(e.GetRawResponse()), e),
    };

    private TimeSpan? RetryAfter(PipelineResponse? response)
    {
        if (response is null || !response.Headers.TryGetValue("Retry-After", out var text))
        {
            return null;
        }

        if (double.TryParse(text, CultureInfo.InvariantCulture, out var seconds))
        {
            return seconds is >= 0 and <= 86_400 ? TimeSpan.FromSeconds(seconds) : null;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var at) && at > _time.GetUtcNow()
            ? at - _time.GetUtcNow()
            : null;
    }
}
