using System.Text.Json;
using Gova.Data.Evaluations;
using Gova.Moderation.Policy;
using Gova.Moderation.Review;
using Gova.ModerationWorker.Moderators;
using Gova.ModerationWorker.ReviewQueue;

namespace Gova.ModerationWorker.Pipeline;

/// <summary>
/// Resolves the copies of a text that wait for its first one, as soon as that is judged, by whichever worker. What cannot be
/// resolved so goes to the model by itself. In memory: when nobody says any longer that they wait, as after a crash, they do that.
/// </summary>
internal sealed partial class DuplicateReviews(
    JoinedReviews reviews,
    ModeratorDirectory directory,
    ReviewVerdicts verdicts,
    TimeProvider time,
    ILogger<DuplicateReviews> logger) : BackgroundService
{
    /// <summary>So long a copy waits without being told to wait on.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan ExtendInterval = Wait / 4;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    /// <summary>So long the batch with the first copy may take to become durable.</summary>
    private static readonly TimeSpan Unseen = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Waiting> _waiting = [];
    private DateTimeOffset _extendedAt;

    /// <summary>A copy that was recorded waits for this first one.</summary>
    public void Add(EvaluationRecord copy, FirstCopy first)
    {
        lock (_gate)
        {
            if (!_waiting.TryGetValue(first.EventId, out var waiting))
            {
                _waiting[first.EventId] = waiting = new Waiting(copy.ModeratorId, first.CreatedAt, time.GetUtcNow(), []);
            }

            waiting.Copies.Add(copy.EventId);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await ResolveAsync(stoppingToken);
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    Log.NotResolved(logger, e);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task ResolveAsync(CancellationToken cancellationToken)
    {
        List<(Guid EventId, DateTimeOffset CreatedAt)> firsts;
        lock (_gate)
        {
            firsts = [.. _waiting.Select(waiting => (waiting.Key, waiting.Value.FirstCreatedAt))];
        }

        if (firsts.Count == 0)
        {
            return;
        }

        var stored = (await reviews.FirstsAsync(firsts, cancellationToken)).ToDictionary(first => first.EventId);
        foreach (var (eventId, _) in firsts)
        {
            if (stored.TryGetValue(eventId, out var first) ? first.Status != EvaluationStatus.PendingReview : IsOverdue(eventId))
            {
                await ResolveAsync(eventId, first, cancellationToken);
            }
        }

        if (time.GetUtcNow() - _extendedAt >= ExtendInterval)
        {
            await ExtendAsync(cancellationToken);
            _extendedAt = time.GetUtcNow();
        }
    }

    private async Task ExtendAsync(CancellationToken cancellationToken)
    {
        List<IGrouping<Guid, Guid>> copies;
        lock (_gate)
        {
            copies = [.. _waiting.Values.SelectMany(w => w.Copies.Select(copy => (w.ModeratorId, copy))).GroupBy(w => w.ModeratorId, w => w.copy)];
        }

        foreach (var group in copies)
        {
            await reviews.ExtendAsync(group.Key, [.. group], Wait, cancellationToken);
        }
    }

    private async Task ResolveAsync(Guid firstId, FirstReview? first, CancellationToken cancellationToken)
    {
        Waiting waiting;
        List<Guid> copies;
        lock (_gate)
        {
            waiting = _waiting[firstId];
            copies = [.. waiting.Copies];
        }

        var moderator = await directory.FindAsync(waiting.ModeratorId, cancellationToken);
        if (moderator is not null && first is not null && VerdictOf(moderator, first) is { } verdict)
        {
            foreach (var review in await reviews.TakeAsync(waiting.ModeratorId, copies, Lease, cancellationToken))
            {
                try
                {
                    var item = new OpenReview(review, MessageContext.Read(review.Context), ModelCall.None);
                    var explanation = new Explanation(
                        Confidence: verdict.Confidence, Guideline: verdict.Guideline, ConfigVersion: moderator.Version, DuplicateOf: firstId);
                    await verdicts.JudgedAsync(moderator, item, verdict, MessageJudge.ByDuplicate, explanation.ToJson(), seen: null);
                }
                catch (JsonException)
                {
                    // Its text was erased meanwhile; when the lease ends it is taken like any other, and ends without a verdict.
                }
            }
        }
        else
        {
            moderator?.Duplicates.Forget(firstId);
            await reviews.ReleaseAsync(waiting.ModeratorId, copies, cancellationToken);
        }

        lock (_gate)
        {
            waiting.Copies.RemoveAll(copies.Contains);
            if (waiting.Copies.Count == 0)
            {
                _waiting.Remove(firstId);
            }
        }
    }

    /// <summary>
    /// As this process learnt it; else as it is stored, which tells all of a clean verdict, and not what another proposed. What was
    /// clean under another configuration may not be under this one.
    /// </summary>
    private static Verdict? VerdictOf(ActiveModerator moderator, FirstReview first)
    {
        if (moderator.Duplicates.VerdictOf(first.EventId) is { } known)
        {
            return known;
        }

        return first is { Status: EvaluationStatus.Judged, Severity: 0, HasActions: false, Explanation: { } stored }
            && Explanation.Parse(stored) is { } explanation && explanation.ConfigVersion == moderator.Version
            ? new Verdict(0, explanation.Confidence ?? 1, first.Reason)
            : null;
    }

    private bool IsOverdue(Guid firstId)
    {
        lock (_gate)
        {
            return time.GetUtcNow() - _waiting[firstId].Since >= Unseen;
        }
    }

    private sealed record Waiting(Guid ModeratorId, DateTimeOffset FirstCreatedAt, DateTimeOffset Since, List<Guid> Copies);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Copies of reviewed messages could not be resolved; the next try follows at once")]
        public static partial void NotResolved(ILogger logger, Exception error);
    }
}
