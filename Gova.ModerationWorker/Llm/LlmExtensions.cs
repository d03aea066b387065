using Gova.Moderation.Llm;
using Gova.Moderation.Review;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Polly;

namespace Gova.ModerationWorker.Llm;

/// <summary>Registers the model, if one is configured.</summary>
internal static class LlmExtensions
{
    /// <summary>Key of the <see cref="ReviewAgent"/> for reviews that failed before.</summary>
    public const string Retries = "retries";

    public static IHostApplicationBuilder AddReviewModel(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<LlmOptions>().BindConfiguration("Llm").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton(provider => provider.GetRequiredService<IOptions<LlmOptions>>().Value);
        builder.Services.AddSingleton<IChatClient>(provider => Client(provider.GetRequiredService<LlmOptions>(), provider.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton(provider => Agent(provider, ResilientChatClient.Patient));
        builder.Services.AddKeyedSingleton(Retries, (provider, _) => Agent(provider, ResilientChatClient.Once));
        return builder;
    }

    internal static OpenAiChatClient Client(LlmOptions options, TimeProvider time) =>
        new(new Uri(options.Endpoint!), options.Model!, options.ApiKey, time);

    private static ReviewAgent Agent(IServiceProvider provider, Func<LlmOptions, TimeProvider, ResiliencePipeline> pipeline) =>
        new(new ResilientChatClient(
            provider.GetRequiredService<IChatClient>(),
            pipeline(provider.GetRequiredService<LlmOptions>(), provider.GetRequiredService<TimeProvider>())));
}
