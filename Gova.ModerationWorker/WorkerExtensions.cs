using Gova.Data.Conversations;
using Gova.Data.Evaluations;
using Gova.Messaging;
using Gova.ModerationWorker.Campaigns;
using Gova.ModerationWorker.Conversations;
using Gova.ModerationWorker.Llm;
using Gova.ModerationWorker.Moderators;
using Gova.ModerationWorker.Pipeline;
using Gova.ModerationWorker.Privacy;
using Gova.ModerationWorker.Reputation;
using Gova.ModerationWorker.Retention;
using Gova.ModerationWorker.ReviewQueue;
using Microsoft.Extensions.Options;

namespace Gova.ModerationWorker;

/// <summary>Registers the two lanes.</summary>
internal static class WorkerExtensions
{
    /// <summary>Knows the active moderators and follows their changes.</summary>
    public static IServiceCollection AddModeratorDirectory(this IServiceCollection services)
    {
        services.AddOptions<GlobalBanOptions>().BindConfiguration("GlobalBans").ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton(provider => provider.GetRequiredService<IOptions<GlobalBanOptions>>().Value.ToBans())
            .AddSingleton<ModeratorDirectory>()
            .AddHostedService<ModeratorFollower>();
    }

    /// <summary>Forgets what members wrote when its time is over.</summary>
    public static IServiceCollection AddRetention(this IServiceCollection services) => services
        .AddSingleton<EraseTexts>()
        .AddHostedService<RetentionKeeper>();

    /// <summary>Judges what arrives on the messages topic.</summary>
    public static IServiceCollection AddFastLane(this IServiceCollection services) => services
        .AddMemberRecords()
        .AddCampaigns()
        .AddSingleton<ErasedMembers>()
        .AddHostedService(provider => provider.GetRequiredService<ErasedMembers>())
        .AddSingleton<ConversationBook>()
        .AddSingleton<MessageJudge>()
        .AddSingleton<Consequences>()
        .AddSingleton<JoinedReviews>()
        .AddSingleton<DuplicateReviews>()
        .AddHostedService(provider => provider.GetRequiredService<DuplicateReviews>())
        .AddRecordConsumer<MessageHandler>(MessageHandler.Settings);

    /// <summary>Reviews what the fast lane left to the model.</summary>
    public static IServiceCollection AddSlowLane(this IServiceCollection services)
    {
        services.AddOptions<ReviewOptions>().BindConfiguration("Review").ValidateDataAnnotations()
            .Validate<LlmOptions>(
                (review, llm) => !llm.IsConfigured || review.LeaseSeconds > llm.TimeoutSeconds,
                "Review:LeaseSeconds must exceed Llm:TimeoutSeconds, or a review's lease ends before the model may have answered: "
                + "raise the one or lower the other.")
            .ValidateOnStart();
        return services
            .AddSingleton(provider => provider.GetRequiredService<IOptions<ReviewOptions>>().Value)
            .AddSingleton<StoredConversations>()
            .AddSingleton<ReviewSurroundings>()
            .AddSingleton<ApartAuthors>()
            .AddSingleton<LoneFailures>()
            .AddSingleton<ModelReviews>()
            .AddSingleton<ReviewVerdicts>()
            .AddSingleton<ReviewWork>()
            .AddSingleton<IHostedService>(provider => provider.GetRequiredService<LlmOptions>().IsConfigured
                ? ActivatorUtilities.CreateInstance<ReviewPump>(provider)
                : ActivatorUtilities.CreateInstance<RulesOnly>(provider))
            .AddHostedService<ChannelSummaries>();
    }
}
