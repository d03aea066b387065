using Gova.Data.Alerts;
using Gova.Data.Budgets;
using Gova.Data.Evaluations;
using Gova.Data.Moderators;
using Gova.Data.Reputation;
using Gova.Moderation.Campaigns;
using Gova.Moderation.Reputation;
using Gova.ModerationWorker.Budgets;
using Gova.ModerationWorker.Conversations;
using Gova.ModerationWorker.Llm;
using Gova.ModerationWorker.Moderators;
using Gova.ModerationWorker.Pipeline;
using Gova.ModerationWorker.Privacy;
using Gova.ModerationWorker.Reputation;
using Gova.ModerationWorker.ReviewQueue;
using Gova.Tests.Data;
using Gova.Tests.Infrastructure;
using Gova.Tests.Messaging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using DurableQueue = Gova.Data.Evaluations.ReviewQueue;

namespace Gova.Tests.ModerationWorker.Pipeline;

/// <summary>The fast lane of one worker, without the host around it.</summary>
internal static class Handlers
{
    public static async Task<MessageHandler> CreateAsync(
        TestDatabase database, KafkaHarness kafka, TierOptions limits, CancellationToken cancellationToken)
    {
        var directory = new ModeratorDirectory(
            new Contexts(database), new AcknowledgeModerators(database.DataSource, TimeProvider.System), NullLogger<ModeratorDirectory>.Instance);
        await directory.ReloadAsync(cancellationToken);
        var (time, tiers) = (TimeProvider.System, Options.Create(limits));
        var members = new MemberRecords(
            new BehaviourScores(time), new MemberRecordStore(database.DataSource, time), new MemberHistory(database.DataSource), time);
        return new MessageHandler(
            directory,
            new MessageJudge(members, new LlmOptions(), time),
            new MessageQuotas(
                new MessageQuota(database.DataSource, tiers),
                new UsageWarnings(new Contexts(database), new RaiseAlert(database.DataSource, time), tiers, time, NullLogger<UsageWarnings>.Instance),
                time),
            new Consequences(members, time),
            new RecordEvaluations(database.DataSource, kafka.Topics, time),
            members,
            new ConversationBook(new LlmOptions()),
            new CampaignWatch(),
            new DuplicateReviews(
                new JoinedReviews(database.DataSource, time),
                directory,
                new ReviewVerdicts(new DurableQueue(database.DataSource, kafka.Topics, time), members, new ApartAuthors(time), time),
                time,
                NullLogger<DuplicateReviews>.Instance),
            new ErasedMembers(new Contexts(database), time, NullLogger<ErasedMembers>.Instance),
            kafka.DeadLetters,
            time);
    }
}
