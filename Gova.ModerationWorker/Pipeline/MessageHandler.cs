using System.Text.Json;
using Gova.Data.Evaluations;
using Gova.Messaging;
using Gova.Messaging.Contracts;
using Gova.Moderation.Campaigns;
using Gova.ModerationWorker.Budgets;
using Gova.ModerationWorker.Campaigns;
using Gova.ModerationWorker.Conversations;
using Gova.ModerationWorker.Moderators;
using Gova.ModerationWorker.Privacy;
using Gova.ModerationWorker.Reputation;

namespace Gova.ModerationWorker.Pipeline;

/// <summary>
/// The fast lane: judges a batch of messages, one batch at a time and in order, then records it in one transaction. It never
/// waits for a model: what needs one is recorded as pending and goes through the review queue.
/// </summary>
internal sealed class MessageHandler(
    ModeratorDirectory directory,
    MessageJudge judge,
    MessageQuotas quotas,
    Consequences consequences,
    RecordEvaluations recordEvaluations,
    MemberRecords members,
    ConversationBook conversations,
    CampaignWatch campaigns,
    DuplicateReviews duplicates,
    ErasedMembers erased,
    DeadLetters deadLetters,
    TimeProvider time) : IRecordHandler
{
    public const string Group = "gova-worker";

    private static readonly KeyValuePair<string, object?> NoModerator = new("reason", "no_moderator");
    private static readonly KeyValuePair<string, object?> OtherChannel = new("reason", "channel");
    private static readonly KeyValuePair<string, object?> Erased = new("reason", "erased");
    private static readonly KeyValuePair<string, object?> Deleted = new("reason", "deleted");
    private static readonly KeyValuePair<string, object?> UnknownType = new("reason", "unknown_type");

    /// <summary>The batch before, which may still be under way: an edit is compared with what it recorded.</summary>
    private (JudgedBatch Batch, Task Recording) _before = (new JudgedBatch(0), Task.CompletedTask);

    public static ConsumerSettings Settings(Topics topics) => new(Group, [topics.Messages]) { MaxBatch = 2_000, MaxBatchesInFlight = 2 };

    public Task ReadyAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(directory.LoadedAsync(cancellationToken), erased.LoadedAsync(cancellationToken));

    public Task HandleAsync(IReadOnlyList<Record> batch, CancellationToken cancellationToken)
    {
        var judged = Judge(batch);
        var recording = RecordAsync(judged, judged.HasEditsOf(_before.Batch) ? _before.Recording : Task.CompletedTask, cancellationToken);
        _before = (judged, recording);
        return recording;
    }

    /// <summary>The synchronous part: no I/O.</summary>
    internal JudgedBatch Judge(IReadOnlyList<Record> batch)
    {
        var judged = new JudgedBatch(batch.Count);
        foreach (var record in batch)
        {
            try
            {
                Judge(record, judged);
            }
            catch (JsonException e)
            {
                (judged.Malformed ??= []).Add((record, e));
            }
        }

        return judged;
    }

    private void Judge(Record record, JudgedBatch judged)
    {
        var type = Envelope.ReadType(record.Value);
        if (type != nameof(MessageCreatedEvent))
        {
            // A type of a later version is not an error: contracts change by addition.
            Telemetry.Skipped.Add(1, type == nameof(MessageDeletedEvent) ? Deleted : UnknownType);
            return;
        }

        var envelope = Envelope.Deserialize<MessageCreatedEvent>(record.Value);
        var message = envelope.Data;
        if (!IsComplete(message))
        {
            throw new JsonException("The message lacks a member, or one of its ids is no snowflake.");
        }

        if (!directory.TryFind(message.Platform, message.GuildId, out var moderator))
        {
            Telemetry.Skipped.Add(1, NoModerator);
            return;
        }

        if (!moderator.Watches(message.ChannelId, message.ParentChannelId))
        {
            Telemetry.Skipped.Add(1, OtherChannel);
            return;
        }

        if (erased.Covers(moderator.ModeratorId, message.AuthorId, Snowflake.CreatedAt(message.MessageId)))
        {
            Telemetry.Skipped.Add(1, Erased);
            return;
        }

        using var activity = Telemetry.Start("judge message", envelope.Traceparent);
        var found = judge.Judge(message, moderator, activity?.Id ?? envelope.Traceparent);
        activity?.SetTag("gova.evaluation.id", found.Evaluation.EventId).SetTag("gova.evaluation.decided_by", found.Evaluation.DecidedBy);
        judged.Add(found, envelope.OccurredAt);
        conversations.Add(message);
    }

    private static bool IsComplete(MessageCreatedEvent message) => message
        is { Platform: not null, Content: not null, AuthorName: not null }
        and { GuildId: > 0, ChannelId: > 0, MessageId: > 0, AuthorId: > 0, Revision: >= 0 };

    private async Task RecordAsync(JudgedBatch judged, Task before, CancellationToken cancellationToken)
    {
        // Whatever became of it: if it failed, it comes again.
        await before.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var day = quotas.Today;
        await quotas.RefuseAsync(judged, day, cancellationToken);
        await consequences.DecideAsync(judged, cancellationToken);
        var recorded = await recordEvaluations.ExecuteAsync(judged.Evaluations, quotas.MeterOf(judged, day), cancellationToken);
        quotas.Apply(judged, recorded, day);
        judged.Count(recorded.EventIds, members, duplicates, time.GetUtcNow());
        campaigns.Add(judged, recorded.EventIds);

        foreach (var (record, error) in judged.Malformed ?? [])
        {
            Telemetry.Rejected.Add(1);
            await deadLetters.BuryAsync(record, error, Group, attempts: 1, cancellationToken);
        }
    }
}
