using Gova.Moderation.Embeddings;
using Gova.ModerationWorker.Trends;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace Gova.ModerationWorker.Embeddings;

/// <summary>Registers what embeds texts, and what works with embeddings.</summary>
internal static class EmbeddingExtensions
{
    public static IServiceCollection AddEmbeddings(this IServiceCollection services)
    {
        services.AddOptions<EmbeddingOptions>().BindConfiguration("Embeddings").ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(provider =>
                provider.GetRequiredService<IOptions<EmbeddingOptions>>().Value is { IsConfigured: true } options
                    ? new OpenAiEmbedder(
                        new Uri(options.Endpoint!), options.Model!, options.ApiKey, options.Dimensions, TimeSpan.FromSeconds(options.TimeoutSeconds))
                    : new HashedEmbedder())
            .AddSingleton<EmbedTexts>()
            .AddSingleton<FindThemes>()
            .AddSingleton<PastCases>()
            .AddHostedService<EmbedFlagged>();
    }
}
