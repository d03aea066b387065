using Gova.Data.Accounts;
using Gova.Data.Actions;
using Gova.Data.Evaluations;
using Gova.Data.Moderators;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Data;

/// <summary>Rows that are valid, for tests that care about something else.</summary>
internal static class Samples
{
    public const long GuildId = 100000000000000001;

    private static int sequence;

    public static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public static async Task<Moderator> AddModeratorAsync(TestDatabase database, long? guildId = null)
    {
        var n = Interlocked.Increment(ref sequence);
        await using var db = database.CreateContext();
        var user = User.Register($"user{n}", $"user{n}@example.org", Now);
        var moderator = Moderator.Create(
            user.UserId, "Keeper", null, "discord", (guildId ?? (GuildId + n)).ToString(), """{"guidelines":"Be kind to everyone."}""", Now);
        moderator.Start(Now);
        db.AddRange(user, moderator);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return moderator;
    }

    public static EvaluationRecord Evaluation(
        Guid moderatorId, long messageId, short? reviewPriority = null, ActionStatus? action = null, DateTimeOffset? createdAt = null)
    {
        var eventId = Guid.CreateVersion7(Now);
        // The message's time is part of its identity: it derives from the snowflake, here from the id.
        var at = createdAt ?? new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(messageId % 1_000_000);
        return new EvaluationRecord(
            eventId, moderatorId, "42", ChannelId: 7, messageId, Revision: 0,
            reviewPriority is null ? EvaluationStatus.Judged : EvaluationStatus.PendingReview,
            0.1f, 1f, "rule", null, """{"content":"hello"}""", at, Now, null, reviewPriority,
            action is null ? null : [Draft(eventId, at, moderatorId, messageId, action.Value)]);
    }

    public static ActionDraft Draft(Guid eventId, DateTimeOffset at, Guid moderatorId, long messageId, ActionStatus status) => new(
        eventId, at, moderatorId, "discord", GuildId, 7, messageId, "42", "delete", "{}", status, "because", null, Now.AddMinutes(10), null);
}
