using Gova.Moderation.Campaigns;
using Gova.ModerationWorker.Pipeline;

namespace Gova.ModerationWorker.Campaigns;

/// <summary>Lets campaigns be found among all messages.</summary>
internal static class CampaignExtensions
{
    public static IServiceCollection AddCampaigns(this IServiceCollection services) => services
        .AddSingleton<CampaignWatch>()
        .AddHostedService<CampaignAlerts>();

    /// <summary>Shows the messages of a batch that were new. An edit is no new message.</summary>
    public static void Add(this CampaignWatch watch, JudgedBatch judged, IReadOnlySet<Guid> recorded)
    {
        foreach (var (evaluation, message) in judged.Evaluations.Zip(judged.Messages, (evaluation, judgedMessage) => (evaluation, judgedMessage.Message)))
        {
            if (message.Revision == 0 && recorded.Contains(evaluation.EventId))
            {
                watch.Add(evaluation.ModeratorId, new CampaignMessage(
                    message.MessageId, message.AuthorId, message.ChannelId, evaluation.CreatedAt, JudgedText.Of(message)));
            }
        }
    }
}
