using Gova.Data.Privacy;
using Microsoft.Extensions.Options;

namespace Gova.Api.Features.Privacy;

/// <summary>
/// Runs what is asked to be erased. At once, and once more when what was on its way has arrived; only then is it over. Each api
/// does; who dies over one leaves it to another.
/// </summary>
internal sealed partial class ErasureRunner(
    ErasureQueue queue, EraseMember members, EraseAccount accounts, IOptions<PrivacyOptions> options, TimeProvider time,
    ILogger<ErasureRunner> logger) : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);

    /// <summary>Longer than the largest community takes.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromHours(2);

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMinutes(1);

    /// <summary>What waits for an action to be over is looked at this often at least.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var isMore = false;
            try
            {
                isMore = await RunAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Interrupted(logger, e);
            }

            if (!isMore)
            {
                await Task.Delay(PollInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <returns>Whether there was one.</returns>
    internal async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        if (await queue.ClaimAsync(Lease, cancellationToken) is not { } erasure)
        {
            return false;
        }

        try
        {
            var settled = erasure.RequestedAt + options.Value.SettleTime;
            var isLast = time.GetUtcNow() >= settled;
            var counts = erasure.Kind == ErasureKind.Account
                ? await accounts.ExecuteAsync(Guid.Parse(erasure.Subject), cancellationToken)
                : await members.ExecuteAsync(erasure.ModeratorId!.Value, erasure.Subject, erasure.RequestedAt, cancellationToken);
            var kept = erasure.Kind == ErasureKind.Account
                ? null
                : await members.KeptUntilAsync(erasure.ModeratorId!.Value, erasure.Subject, cancellationToken);
            if (kept is null && isLast)
            {
                await queue.CompleteAsync(erasure, counts, cancellationToken);
                Log.Completed(logger, erasure.ErasureId);
                return true;
            }

            await queue.ContinueAsync(
                erasure, counts, NextAt(isLast, settled, kept), kept is null ? null : "An action on them is not over yet.", cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.Failed(logger, erasure.ErasureId, e);
            await queue.ContinueAsync(
                erasure, new Dictionary<string, long>(), time.GetUtcNow() + RetryDelay, "It was interrupted, and goes on.", cancellationToken);
        }

        return true;
    }

    private DateTimeOffset NextAt(bool isLast, DateTimeOffset settled, DateTimeOffset? kept)
    {
        var now = time.GetUtcNow();
        var at = isLast ? kept ?? now : settled;
        return at < now + RetryDelay ? now + RetryDelay : at > now + LongestWait ? now + LongestWait : at;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Erasures cannot be taken from the database now")]
        public static partial void Interrupted(ILogger logger, Exception error);

        [LoggerMessage(LogLevel.Warning, "Erasure {ErasureId} was interrupted; it goes on in a minute")]
        public static partial void Failed(ILogger logger, Guid erasureId, Exception error);

        [LoggerMessage(LogLevel.Information, "Erasure {ErasureId} is complete")]
        public static partial void Completed(ILogger logger, Guid erasureId);
    }
}
