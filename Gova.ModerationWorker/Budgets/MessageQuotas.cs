using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Gova.Data;
using Gova.Data.Alerts;
using Gova.Data.Budgets;
using Gova.Data.Emails;
using Gova.ModerationWorker.Pipeline;
using Microsoft.EntityFrameworkCore;

namespace Gova.ModerationWorker.Budgets;

/// <summary>
/// Keeps the fast lane within the messages that its moderators' owners may have judged in a day. What is beyond is recorded
/// without a verdict, and they are told once.
/// </summary>
internal sealed partial class MessageQuotas(
    MessageQuota quota, RaiseAlert alerts, IDbContextFactory<GovaDbContext> contexts, TimeProvider time, ILogger<MessageQuotas> logger)
{
    /// <summary>Why a message has no verdict.</summary>
    public const string Reason = "The day's messages are used up.";

    private readonly ConcurrentDictionary<Guid, DateOnly> _told = new();

    /// <summary>Takes out of a batch what there is no room for. One round trip, however many messages and owners.</summary>
    public async Task ApplyAsync(JudgedBatch batch, CancellationToken cancellationToken)
    {
        var asked = batch.Messages.GroupBy(message => message.Moderator.OwnerId).Where(owner => owner.Key != default)
            .ToDictionary(owner => owner.Key, owner => owner.Count());
        if (asked.Count == 0)
        {
            return;
        }

        var day = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var grants = await quota.TakeAsync(asked, day, cancellationToken);
        if (asked.All(owner => Room(grants, owner.Key) >= owner.Value))
        {
            return;
        }

        var left = asked.Keys.ToDictionary(owner => owner, owner => Room(grants, owner));
        var refused = new Dictionary<Guid, Guid>();
        for (var i = 0; i < batch.Messages.Count; i++)
        {
            var moderator = batch.Messages[i].Moderator;
            if (moderator.OwnerId != default && --left[moderator.OwnerId] < 0)
            {
                batch.Refuse(i, Reason);
                refused[moderator.ModeratorId] = moderator.OwnerId;
                Telemetry.OverQuota.Add(1);
            }
        }

        foreach (var (moderatorId, ownerId) in refused)
        {
            await TellAsync(moderatorId, ownerId, day, grants[ownerId], cancellationToken);
        }
    }

    // An account that is gone has no limit: its moderators stop in a moment.
    private static int Room(IReadOnlyDictionary<Guid, QuotaGrant> grants, Guid owner) =>
        grants.TryGetValue(owner, out var grant) ? grant.Messages : int.MaxValue;

    private async Task TellAsync(Guid moderatorId, Guid ownerId, DateOnly day, QuotaGrant grant, CancellationToken cancellationToken)
    {
        if (_told.TryGetValue(moderatorId, out var told) && told == day)
        {
            return;
        }

        var date = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        try
        {
            await alerts.RaiseAsync(
                moderatorId, AlertKind.Quota, date, "The day's messages are used up: none is judged until midnight (UTC).",
                JsonSerializer.Serialize(new QuotaDetails(date, grant.Tier, grant.Allowed), BudgetJson.Default.QuotaDetails), cancellationToken);
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            if (await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.UserId == ownerId, cancellationToken) is { DeletedAt: null, HasAddress: true } owner)
            {
                var reset = new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
                await EmailQueue.AddOnceAsync(
                    db, owner.Email, new QuotaReached(owner.Username, grant.Tier, (int)grant.Allowed, reset), time.GetUtcNow(),
                    $"quota:{ownerId}:{date}", ownerId, cancellationToken);
            }

            _told[moderatorId] = day;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Recording does not wait for it; the next batch over the quota tells.
            Log.NotTold(logger, moderatorId, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Nobody could be told yet that the messages of moderator {ModeratorId} are used up")]
        public static partial void NotTold(ILogger logger, Guid moderatorId, Exception error);
    }
}
