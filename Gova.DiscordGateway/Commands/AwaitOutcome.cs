using Gova.Data;
using Gova.Data.Actions;
using Microsoft.EntityFrameworkCore;

namespace Gova.DiscordGateway.Commands;

/// <summary>Waits a little for an action that somebody has commanded, so that they are told what became of it.</summary>
internal sealed class AwaitOutcome(IDbContextFactory<GovaDbContext> contexts, TimeProvider time)
{
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <returns>The action as it is when it has come to its end, or when patience has.</returns>
    public async Task<ActionEvent> WaitAsync(Guid actionId, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + Patience;
        while (true)
        {
            await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
            {
                var action = await db.Actions.AsNoTracking().SingleAsync(a => a.ActionId == actionId, cancellationToken);
                if (action.Status is not (ActionStatus.Approved or ActionStatus.Executing) || time.GetUtcNow() >= until)
                {
                    return action;
                }
            }

            await Task.Delay(Interval, time, cancellationToken);
        }
    }
}
