using Gova.Moderation.Llm;
using Gova.Moderation.Review;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace Gova.ModerationWorker.Llm;

/// <summary>Registers the models, if any is configured.</summary>
internal static class LlmExtensions
{
    /// <summary>Key of the <see cref="ReviewAgent"/> for reviews that failed before.</summary>
    public const string Retries = "retries";

    /// <summary>Key of the <see cref="ReviewAgent"/> with the stronger model.</summary>
    public const string Second = "second";

    public static IHostApplicationBuilder AddReviewModel(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<LlmOptions>().BindConfiguration("Llm").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton(provider => provider.GetRequiredService<IOptions<LlmOptions>>().Value);
        builder.Services.AddSingleton<ModelClients>();
        builder.Services.AddSingleton(provider => provider.GetRequiredService<ModelClients>().First());
        builder.Services.AddSingleton(provider => new ReviewAgent(provider.GetRequiredService<IChatClient>()));
        builder.Services.AddKeyedSingleton(Retries, (provider, _) => new ReviewAgent(provider.GetRequiredService<ModelClients>().First(isRetry: true)));
        builder.Services.AddKeyedSingleton(Second, (provider, _) => new ReviewAgent(provider.GetRequiredService<ModelClients>().Second()));
        return builder;
    }

    internal static OpenAiChatClient Client(ModelOptions options, TimeProvider time) =>
        new(new Uri(options.Endpoint!), options.Model!, options.ApiKey, time);
}

/// <summary>Makes the clients of the configured models. All that speak to one endpoint share its limit of requests.</summary>
internal sealed class ModelClients(LlmOptions options, TimeProvider time, ILogger<FallbackChatClient> logger) : IDisposable
{
    private readonly SemaphoreSlim _first = new(options.Concurrency);
    private readonly SemaphoreSlim _fallback = new(options.Fallback.Concurrency);
    private readonly SemaphoreSlim _second = new(options.Second.Concurrency);

    /// <param name="isRetry">For reviews that failed before, on which the endpoint may fail again.</param>
    public IChatClient First(bool isRetry = false)
    {
        var first = Build(options, _first, isRetry);
        return options.Fallback.IsConfigured ? new FallbackChatClient(first, Build(options.Fallback, _fallback, isRetry), logger) : first;
    }

    public IChatClient Second() => Build(options.Second, _second, isRetry: false);

    /// <param name="model">At the first one's endpoint.</param>
    public IChatClient Backtest(string model) =>
        Build(new ModelOptions { Endpoint = options.Endpoint, ApiKey = options.ApiKey, Model = model }, _first, isRetry: false);

    public void Dispose()
    {
        _first.Dispose();
        _fallback.Dispose();
        _second.Dispose();
    }

    private LimitedChatClient Build(ModelOptions model, SemaphoreSlim free, bool isRetry) => new(
        new ResilientChatClient(
            LlmExtensions.Client(model, time), isRetry ? ResilientChatClient.Once(options, time) : ResilientChatClient.Patient(options, time)), free);
}
