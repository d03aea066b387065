using System.Collections.Concurrent;

namespace Gova.ModerationWorker.ReviewQueue;

/// <summary>
/// Tells a message on which the model's endpoint fails from an endpoint that fails: a review that failed alone is counted only
/// when another was answered since it last failed. During an outage nothing is, so nothing is counted, and every review waits.
/// In memory: a restart, or another worker, counts from the beginning.
/// </summary>
internal sealed class LoneFailures
{
    /// <summary>Counted failures after which a review is given up; with its back-off, a quarter of an hour.</summary>
    public const int Limit = 8;

    /// <summary>Far more than fail while the endpoint works; reviews that another worker finished are forgotten by this.</summary>
    private const int Capacity = 10_000;

    private readonly ConcurrentDictionary<long, (int Count, long Answers)> _failures = new();
    private long _answers;

    /// <summary>The endpoint answered, about any message.</summary>
    public void Answered() => Interlocked.Increment(ref _answers);

    /// <returns>True when the review has failed so often that the message must be to blame.</returns>
    public bool Failed(long reviewId)
    {
        if (_failures.Count >= Capacity)
        {
            _failures.Clear();
        }

        var answers = Interlocked.Read(ref _answers);
        return _failures.AddOrUpdate(
            reviewId,
            _ => (1, answers),
            (_, known) => known.Answers == answers ? known : (known.Count + 1, answers)).Count >= Limit;
    }
}
