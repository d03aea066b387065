using Gova.Data;
using Gova.Data.Actions;
using Gova.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Gova.DiscordGateway.Actions;

/// <summary>Somebody in a server reverses an action there.</summary>
internal sealed class UndoAction(IDbContextFactory<GovaDbContext> contexts, Topics topics, TimeProvider time)
{
    /// <summary>Safe to repeat: a second click gets the first one's action.</summary>
    public async Task<UndoResult> UndoAsync(long guildId, Guid actionId, string platformUserId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Actions.AsNoTracking().SingleOrDefaultAsync(a => a.ActionId == actionId && a.GuildId == guildId, cancellationToken)
            is { } original
            ? await RecordUndo.ExecuteAsync(db, topics, original, UndoneBy.Member(platformUserId), time.GetUtcNow(), cancellationToken)
            : new UndoResult(null, "There is no such action in this server.");
    }
}
