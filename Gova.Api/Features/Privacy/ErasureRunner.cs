using Gova.Api.Features.Connections;
using Gova.Data.Privacy;
using Microsoft.Extensions.Options;

namespace Gova.Api.Features.Privacy;

/// <summary>
/// Runs what is asked to be erased. At once, and once more when what was on its way has arrived; only then is it over. Each api
/// does; who dies over one leaves it to another.
/// </summary>
internal sealed partial class ErasureRunner(
    ErasureQueue queue, EraseMember members, EraseAccount accounts, RevokeConnections connections, EraseAtStripe stripe,
    IOptions<PrivacyOptions> options, TimeProvider time, ILogger<ErasureRunner> logger) : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);

    /// <summary>Longer than the largest community takes.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromHours(2);

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMinutes(1);

    /// <summary>What waits for an action to be over is looked at this often at least.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    /// <summary>So long after, Discord's own tokens are over, and the account does not wait for it any more.</summary>
    private static readonly TimeSpan LongestOutage = TimeSpan.FromDays(7);

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
            var (counts, wait) = erasure.Kind == ErasureKind.Account
                ? await EraseAccountAsync(erasure, isLast, cancellationToken)
                : await EraseMemberAsync(erasure, cancellationToken);
            if (wait is null && isLast)
            {
                await queue.CompleteAsync(erasure, counts, cancellationToken);
                Log.Completed(logger, erasure.ErasureId);
                return true;
            }

            await queue.ContinueAsync(erasure, counts, NextAt(isLast, settled, wait?.Until), wait?.Reason, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.Failed(logger, erasure.ErasureId, e);
            await queue.ContinueAsync(
                erasure, new Dictionary<string, long>(), time.GetUtcNow() + RetryDelay, "It was interrupted, and goes on.", cancellationToken);
        }

        return true;
    }

    /// <summary>
    /// What is here goes at once, even while Discord or Stripe cannot be told. The account's row stays until they are, and with a
    /// customer until the end: by it is found what arrives of that customer meanwhile.
    /// </summary>
    private async Task<(Dictionary<string, long> Counts, Wait? Wait)> EraseAccountAsync(
        ClaimedErasure erasure, bool isLast, CancellationToken cancellationToken)
    {
        var userId = Guid.Parse(erasure.Subject);
        // First of all: it is what costs them money.
        var ended = await stripe.ExecuteAsync(userId, cancellationToken);
        var isRevoked = await connections.ExecuteAsync(userId, cancellationToken) || time.GetUtcNow() >= erasure.RequestedAt + LongestOutage;
        var obstacle = ended.Obstacle ?? (isRevoked ? null : "Discord has not taken back what the account granted yet.");
        var keepsRow = obstacle is not null || (ended.WasThere && !isLast);
        var counts = await accounts.ExecuteAsync(userId, keepsRow, cancellationToken);
        Count(counts, "stripe_subscriptions", ended.Subscriptions);
        Count(counts, "stripe_customers", keepsRow ? 0 : ended.Customers);
        return (counts, obstacle is null ? null : new Wait(time.GetUtcNow() + RetryDelay, obstacle));
    }

    private async Task<(Dictionary<string, long> Counts, Wait? Wait)> EraseMemberAsync(ClaimedErasure erasure, CancellationToken cancellationToken)
    {
        var moderatorId = erasure.ModeratorId!.Value;
        var counts = await members.ExecuteAsync(moderatorId, erasure.Subject, erasure.RequestedAt, cancellationToken);
        var kept = await members.KeptUntilAsync(moderatorId, erasure.Subject, cancellationToken);
        return (counts, kept is null ? null : new Wait(kept.Value, "An action on them is not over yet."));
    }

    private DateTimeOffset NextAt(bool isLast, DateTimeOffset settled, DateTimeOffset? waitUntil)
    {
        var now = time.GetUtcNow();
        var at = isLast || waitUntil < settled ? waitUntil ?? now : settled;
        return at < now + RetryDelay ? now + RetryDelay : at > now + LongestWait ? now + LongestWait : at;
    }

    private static void Count(Dictionary<string, long> counts, string what, long number)
    {
        if (number > 0)
        {
            counts[what] = number;
        }
    }

    /// <summary>Why an erasure cannot be over yet.</summary>
    private sealed record Wait(DateTimeOffset Until, string Reason);

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
