using System.Collections.Concurrent;
using System.Globalization;
using Gova.Data;
using Gova.Data.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Gova.ModerationWorker.Privacy;

/// <summary>
/// Whose erasure was asked for. What they posted before may still be in Kafka long after the erasure is complete, where a worker
/// was away: it is not recorded any more.
/// </summary>
internal sealed partial class ErasedMembers(IDbContextFactory<GovaDbContext> contexts, TimeProvider time, ILogger<ErasedMembers> logger)
    : BackgroundService
{
    /// <summary>An erasure's last pass comes much later than this.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);

    /// <summary>An erasure may be seen so long after the time that its id tells.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);

    /// <summary>Longer than Kafka keeps a message.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromDays(30);

    private readonly ConcurrentDictionary<Guid, ConcurrentDictionary<string, DateTimeOffset>> _members = new();
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset? _readUntil;

    /// <summary>Completes with the first load: what comes before may be somebody's who is erased.</summary>
    public Task LoadedAsync(CancellationToken cancellationToken) => _loaded.Task.WaitAsync(cancellationToken);

    /// <summary>Whether a message is from before its author's erasure. Where nobody asked for one, that is all that is looked at.</summary>
    public bool Covers(Guid moderatorId, long authorId, DateTimeOffset postedAt) =>
        _members.TryGetValue(moderatorId, out var members)
        && members.TryGetValue(KeyOf(ErasureQueue.HashOf(authorId.ToString(CultureInfo.InvariantCulture))), out var until) && postedAt <= until;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ReadAsync(stoppingToken);
                _loaded.TrySetResult();
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.NotRead(logger, e);
            }

            await Task.Delay(PollInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Ids begin with their time, so that only what is new is read.</summary>
    internal async Task ReadAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var from = Guid.CreateVersion7(_readUntil - Overlap ?? now - Window);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var asked = db.Erasures.AsNoTracking().Where(e => e.ErasureId > from && e.Kind == ErasureKind.PlatformUser && e.ModeratorId != null)
            .Select(e => new { ModeratorId = e.ModeratorId!.Value, e.SubjectHash, e.RequestedAt }).AsAsyncEnumerable();
        await foreach (var erasure in asked.WithCancellation(cancellationToken))
        {
            _members.GetOrAdd(erasure.ModeratorId, _ => new()).AddOrUpdate(
                KeyOf(erasure.SubjectHash), erasure.RequestedAt, (_, known) => known > erasure.RequestedAt ? known : erasure.RequestedAt);
        }

        _readUntil = now;
        Forget(now - Window);
    }

    private void Forget(DateTimeOffset before)
    {
        foreach (var (moderatorId, members) in _members)
        {
            foreach (var old in members.Where(member => member.Value < before))
            {
                members.TryRemove(old);
            }

            // Only this thread adds any.
            if (members.IsEmpty)
            {
                _members.TryRemove(moderatorId, out _);
            }
        }
    }

    private static string KeyOf(byte[] hash) => Convert.ToHexString(hash);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Whose erasure was asked for could not be read; the next look is in some seconds")]
        public static partial void NotRead(ILogger logger, Exception error);
    }
}
