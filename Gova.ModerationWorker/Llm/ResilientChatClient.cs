using System.Diagnostics;
using Gova.Moderation.Review;
using Microsoft.Extensions.AI;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Gova.ModerationWorker.Llm;

/// <summary>
/// A model behind a resilience pipeline, whose failures become <see cref="ModelUnavailableException"/>.
/// </summary>
internal sealed class ResilientChatClient(IChatClient inner, ResiliencePipeline pipeline) : DelegatingChatClient(inner)
{
    private const int Retries = 2;

    /// <summary>The longest wait inside a request.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Break = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Retry with jitter, circuit breaker and timeout. The endpoint's own Retry-After is honoured; when it asks for more patience
    /// than a request has, the review goes back to the queue instead of waiting here.
    /// </summary>
    public static ResiliencePipeline Patient(LlmOptions options, TimeProvider time) => new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = Retries,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(500),
            MaxDelay = MaxWait,
            UseJitter = true,
            ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception
                is ModelUnavailableException { RetryAfter: null }
                or ModelUnavailableException { RetryAfter.Ticks: <= 5 * TimeSpan.TicksPerSecond }),
            DelayGenerator = args => ValueTask.FromResult((args.Outcome.Exception as ModelUnavailableException)?.RetryAfter),
        })
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            FailureRatio = 0.5,
            MinimumThroughput = 10,
            SamplingDuration = TimeSpan.FromSeconds(30),
            BreakDuration = Break,
            ShouldHandle = new PredicateBuilder().Handle<ModelUnavailableException>().Handle<TimeoutRejectedException>(),
        })
        .AddTimeout(TimeSpan.FromSeconds(options.TimeoutSeconds))
        .Build();

    /// <summary>
    /// One try, for a review that failed before: the queue repeats it, and as the message may be to blame, its failure must not
    /// break the circuit for others.
    /// </summary>
    public static ResiliencePipeline Once(LlmOptions options, TimeProvider time) =>
        new ResiliencePipelineBuilder { TimeProvider = time }.AddTimeout(TimeSpan.FromSeconds(options.TimeoutSeconds)).Build();

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return await pipeline.ExecuteAsync(
                async token => await MeasureAsync(messages, options, token), cancellationToken);
        }
        catch (TimeoutRejectedException e)
        {
            throw new ModelUnavailableException("The model did not answer in time.", inner: e);
        }
        catch (BrokenCircuitException e)
        {
            throw new ModelUnavailableException("The model failed too often and is left alone for a moment.", e.RetryAfter ?? Break, e);
        }
    }

    private async Task<ChatResponse> MeasureAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var outcome = "failed";
        try
        {
            var response = await base.GetResponseAsync(messages, options, cancellationToken);
            outcome = "answered";
            return response;
        }
        finally
        {
            Telemetry.ModelLatency.Record(
                Stopwatch.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));
        }
    }
}
