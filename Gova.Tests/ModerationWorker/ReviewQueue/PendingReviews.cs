using Gova.Data.Evaluations;
using Gova.Messaging.Contracts;
using Gova.ModerationWorker.Pipeline;

namespace Gova.Tests.ModerationWorker.ReviewQueue;

/// <summary>Messages that wait for a review before any worker starts, so that the first request holds them all; each of another member.</summary>
internal static class PendingReviews
{
    public static Task AddAsync(WorkerHarness worker, long guildId, Guid moderatorId, params string[] texts) =>
        AddAsync(worker, moderatorId, texts.Select((text, at) => WorkerHarness.Message(guildId, text, authorId: 100 + at)));

    public static async Task AddAsync(WorkerHarness worker, Guid moderatorId, IEnumerable<MessageCreatedEvent> messages)
    {
        var rows = messages.Select(message => Pending(message, moderatorId)).ToList();
        await new RecordEvaluations(worker.Database.DataSource, worker.Kafka.Topics, TimeProvider.System)
            .ExecuteAsync(rows, TestContext.Current.CancellationToken);
    }

    private static EvaluationRecord Pending(MessageCreatedEvent message, Guid moderatorId) => new(
        Guid.NewGuid(), moderatorId, $"{message.AuthorId}", message.ChannelId, message.MessageId, 0, EvaluationStatus.PendingReview, null, null,
        "none", null, MessageContext.Write(message), TimeProvider.System.GetUtcNow(), null, null, ReviewPriority: 0);
}
