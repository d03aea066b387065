using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net;
using System.Text.Json;
using Gova.Moderation.Review;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Embeddings;
using EmbeddingGenerationOptions = Microsoft.Extensions.AI.EmbeddingGenerationOptions;

namespace Gova.Moderation.Embeddings;

/// <summary>
/// The OpenAI SDK as an embedding generator, for any compatible server. Vectors of another length than what is stored are an
/// error that says so. Retries are not its business.
/// </summary>
public sealed class OpenAiEmbedder : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly EmbeddingClient _client;
    private readonly HttpClient _http;
    private readonly int? _dimensions;

    /// <param name="endpoint">Base address of the server, including <c>/v1</c>.</param>
    /// <param name="apiKey">Local servers need none.</param>
    /// <param name="dimensions">Asked of the server; null for a model that has one length only.</param>
    public OpenAiEmbedder(Uri endpoint, string model, string? apiKey, int? dimensions, TimeSpan timeout)
    {
        _dimensions = dimensions;
        _http = new HttpClient { Timeout = timeout };
        _client = new EmbeddingClient(
            model,
            new ApiKeyCredential(string.IsNullOrWhiteSpace(apiKey) ? "none" : apiKey),
            new OpenAIClientOptions
            {
                Endpoint = endpoint,
                Transport = new HttpClientPipelineTransport(_http),
                RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
                NetworkTimeout = timeout,
            });
    }

    /// <exception cref="ModelUnavailableException">The server failed, or its vectors cannot be stored.</exception>
    /// <exception cref="ModelRefusedRequestException">The server refuses these texts.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            var texts = values.ToList();
            var answer = await _client.GenerateEmbeddingsAsync(
                texts, new OpenAI.Embeddings.EmbeddingGenerationOptions { Dimensions = _dimensions }, cancellationToken);
            return Checked(answer.Value, texts.Count);
        }
        catch (ClientResultException e) when ((HttpStatusCode)e.Status
            is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity)
        {
            throw new ModelRefusedRequestException($"The embeddings endpoint refused the request ({e.Status}).", e);
        }
        catch (ClientResultException e)
        {
            throw new ModelUnavailableException($"The embeddings endpoint answered {e.Status}.", inner: e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or AggregateException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new ModelUnavailableException("The connection to the embeddings endpoint failed.", inner: e);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or ArgumentException or KeyNotFoundException)
        {
            throw new ModelUnavailableException("The embeddings endpoint did not answer with embeddings.", inner: e);
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() => _http.Dispose();

    private static GeneratedEmbeddings<Embedding<float>> Checked(OpenAIEmbeddingCollection answer, int texts)
    {
        if (answer.Count != texts)
        {
            throw new ModelUnavailableException($"The embeddings endpoint answered {answer.Count} vectors for {texts} texts.");
        }

        // The order is the endpoint's to say, by index.
        var vectors = answer.OrderBy(item => item.Index).Select(item => item.ToFloats()).ToList();
        return vectors.Find(vector => vector.Length != HashedEmbedder.Dimensions) is { Length: > 0 } wrong
            ? throw new ModelUnavailableException(
                $"The embedding model's vectors have {wrong.Length} numbers, and {HashedEmbedder.Dimensions} are stored: set "
                + $"Embeddings:Dimensions to {HashedEmbedder.Dimensions} if the model can shorten them, or choose another model.")
            : new GeneratedEmbeddings<Embedding<float>>(vectors.Select(vector => new Embedding<float>(vector)));
    }
}
