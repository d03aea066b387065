namespace Gova.Moderation.Backtests;

/// <summary>The most severe of many samples; of equals, the earliest.</summary>
internal sealed class SampleList
{
    /// <summary>So many are kept.</summary>
    public const int Capacity = 20;

    private readonly PriorityQueue<BacktestSample, (double Severity, int Newest)> _samples = new();

    public int Count { get; private set; }

    public void Add(BacktestSample sample)
    {
        var severity = Math.Max(sample.DraftSeverity ?? 0, sample.ThenSeverity ?? 0);
        _samples.Enqueue(sample, (severity, -Count++));
        if (_samples.Count > Capacity)
        {
            _samples.Dequeue();
        }
    }

    public IReadOnlyList<BacktestSample> ToList() =>
        [.. _samples.UnorderedItems.OrderByDescending(item => item.Priority).Select(item => item.Element)];
}
