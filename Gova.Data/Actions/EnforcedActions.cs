using Microsoft.EntityFrameworkCore;

namespace Gova.Data.Actions;

/// <summary>
/// Counts what a server's moderator has done without a human: from the stored actions themselves, so that neither a restart nor
/// another replica begins anew. What led to the breaker's last trip does not count again: between the trip, which is recorded by
/// its notice, and the restored autonomy the moderator does nothing by itself.
/// </summary>
public static class EnforcedActions
{
    public static async Task<EnforcedCounts> CountAsync(
        GovaDbContext db, Guid moderatorId, long guildId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // An undo moves updated_at on, which has the index, but not the time of execution.
        var (minute, hour) = (now - TimeSpan.FromMinutes(1), now - TimeSpan.FromHours(1));
        return await db.Database.SqlQuery<EnforcedCounts>(
            $"""
            SELECT count(*) FILTER (WHERE coalesce(executed_at, updated_at) > {minute})::int AS "LastMinute", count(*)::int AS "LastHour"
            FROM action_events
            WHERE guild_id = {guildId} AND updated_at > {hour} AND status IN ('executing', 'completed', 'unknown', 'undone')
              AND coalesce(executed_at, updated_at) > greatest({hour}, (
                  SELECT max(created_at) FROM action_events
                  WHERE moderator_id = {moderatorId} AND created_at > {hour} AND origin = 'notice'))
              AND origin = 'policy' AND decided_by IS NULL AND decided_by_platform_user_id IS NULL
            """).SingleAsync(cancellationToken);
    }
}

/// <summary>How many actions a moderator has taken by itself.</summary>
public sealed record EnforcedCounts(int LastMinute, int LastHour);
