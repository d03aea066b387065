using Gova.Data;
using Gova.Data.Actions;
using Microsoft.EntityFrameworkCore;

namespace Gova.DiscordGateway.Actions.Guards;

/// <summary>
/// Stops what moderators do, in one server or everywhere, until it is released: nothing that the policy proposed is executed,
/// approved or not. People's own commands, undos, ends of temporary actions and notices go on.
/// </summary>
internal sealed partial class KillSwitches(
    IDbContextFactory<GovaDbContext> contexts, TimeProvider time, ILogger<KillSwitches> logger)
{
    /// <summary>
    /// When this has returned no further action is taken; calls that are under way come to their end.
    /// </summary>
    /// <param name="scope">A server, or <see cref="KillSwitch.Everywhere"/>.</param>
    /// <param name="by">Who does it, for people to read.</param>
    /// <returns>False when it was on already, and stays as it is.</returns>
    public async Task<bool> EngageAsync(long scope, string by, string? reason, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Waits for the claims under way, which hold it together.
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended('gova_kill_switch', 0))", cancellationToken);
        var added = await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO kill_switches (scope, engaged_at, engaged_by, reason) VALUES ({scope}, {now}, {by}, {reason})
            ON CONFLICT DO NOTHING
            """, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        Log.Engaged(logger, scope, by, reason);
        return added == 1;
    }

    /// <returns>False when it was not on.</returns>
    public async Task<bool> ReleaseAsync(long scope, string by, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var removed = await db.KillSwitches.Where(k => k.Scope == scope).ExecuteDeleteAsync(cancellationToken);
        Log.Released(logger, scope, by);
        return removed == 1;
    }

    /// <summary>The switch that stops a server's moderator; null when none does.</summary>
    public async Task<KillSwitch?> FindAsync(long guildId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await FindAsync(db, guildId, cancellationToken);
    }

    /// <summary>The switch that stops this action; null when none does.</summary>
    public async Task<KillSwitch?> FindAsync(ActionEvent action, CancellationToken cancellationToken) =>
        action.Origin == ActionOrigin.Policy ? await FindAsync(action.GuildId, cancellationToken) : null;

    /// <summary>As <see cref="FindAsync(long, CancellationToken)"/>, and holds any change off until the caller's transaction ends.</summary>
    internal static async Task<KillSwitch?> HoldAsync(GovaDbContext db, long guildId, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock_shared(hashtextextended('gova_kill_switch', 0))", cancellationToken);
        return await FindAsync(db, guildId, cancellationToken);
    }

    /// <summary>Why an action was refused.</summary>
    public static string Describe(KillSwitch engaged) =>
        $"The kill switch is on{(engaged.Scope == KillSwitch.Everywhere ? " everywhere" : "")}: {engaged.Reason ?? $"{engaged.EngagedBy} gave no reason"}.";

    private static Task<KillSwitch?> FindAsync(GovaDbContext db, long guildId, CancellationToken cancellationToken) =>
        db.KillSwitches.AsNoTracking()
            .Where(k => k.Scope == KillSwitch.Everywhere || k.Scope == guildId)
            .OrderBy(k => k.Scope)
            .FirstOrDefaultAsync(cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The kill switch of {Scope} (0 is everywhere) is on, by {By}: {Reason}")]
        public static partial void Engaged(ILogger logger, long scope, string by, string? reason);

        [LoggerMessage(LogLevel.Warning, "The kill switch of {Scope} (0 is everywhere) is off, by {By}")]
        public static partial void Released(ILogger logger, long scope, string by);
    }
}
