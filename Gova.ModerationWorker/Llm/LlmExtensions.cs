using Gova.Moderation.Review;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace Gova.ModerationWorker.Llm;

/// <summary>Registers the model, if one is configured.</summary>
internal static class LlmExtensions
{
    public static IHostApplicationBuilder AddReviewModel(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<LlmOptions>().BindConfiguration("Llm").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton(provider => provider.GetRequiredService<IOptions<LlmOptions>>().Value);
        builder.Services.AddSingleton<IChatClient>(provider =>
        {
            var options = provider.GetRequiredService<LlmOptions>();
            var time = provider.GetRequiredService<TimeProvider>();
            return new ResilientChatClient(new OpenAiChatClient(options, time), options, time);
        });
        builder.Services.AddSingleton<ReviewAgent>();
        return builder;
    }
}
