using System.Diagnostics;
using Gova.Data.Actions;
using Gova.DiscordGateway.Actions.Guards;
using Microsoft.Extensions.Options;

namespace Gova.DiscordGateway.Actions;

/// <summary>Executes an approved action once, however often it is told to.</summary>
internal sealed partial class ExecuteAction(
    ClaimAction claim,
    DiscordActions discord,
    RecordOutcome record,
    IOptions<ActionOptions> options,
    TimeProvider time,
    ILogger<ExecuteAction> logger)
{
    public async Task ExecuteAsync(Guid actionId, CancellationToken cancellationToken)
    {
        if (await claim.ExecuteAsync(actionId, cancellationToken) is { } action)
        {
            await RunAsync("execute action", action, discord.PerformAsync, cancellationToken);
        }
    }

    /// <summary>
    /// Runs a step on a claimed action within its lease and records the outcome. After trouble with Discord or the database the
    /// action stays as it is: nobody knows whether Discord did it, so the sweeper asks when the lease is over. It throws only
    /// when cancelled.
    /// </summary>
    internal async Task RunAsync(
        string name, ActionEvent action, Func<ActionEvent, CancellationToken, Task<ActionOutcome>> step, CancellationToken cancellationToken)
    {
        using var span = Start(name, action);
        using var deadline = new CancellationTokenSource(options.Value.Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            var outcome = await step(action, either.Token);
            span?.SetTag("gova.action.outcome", outcome.Status.ToString());
            await record.ExecuteAsync(action.ActionId, outcome, cancellationToken);
        }
        catch (Exception e) when (Trouble.IsTemporary(e) && !cancellationToken.IsCancellationRequested)
        {
            span?.SetStatus(ActivityStatusCode.Error, e.Message);
            Log.Undecided(logger, action.ActionType, action.ActionId, e.Message);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            span?.SetStatus(ActivityStatusCode.Error, e.Message);
            Log.Failed(logger, action.ActionType, action.ActionId, e);
        }
    }

    private static Activity? Start(string name, ActionEvent action)
    {
        ActivityContext.TryParse(action.Traceparent, null, isRemote: true, out var parent);
        var span = GatewayTelemetry.Source.StartActivity(name, ActivityKind.Consumer, parent);
        span?.SetTag("gova.action.id", action.ActionId);
        span?.SetTag("gova.action.type", action.ActionType);
        return span;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{ActionType} {ActionId} is undecided and will be looked at again: {Reason}")]
        public static partial void Undecided(ILogger logger, string actionType, Guid actionId, string reason);

        [LoggerMessage(LogLevel.Error, "{ActionType} {ActionId} could not be brought to an end and will be looked at again")]
        public static partial void Failed(ILogger logger, string actionType, Guid actionId, Exception error);
    }
}
