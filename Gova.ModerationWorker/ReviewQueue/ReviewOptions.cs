using System.ComponentModel.DataAnnotations;

namespace Gova.ModerationWorker.ReviewQueue;

/// <summary>How reviews are taken from the queue, from the section <c>Review</c>.</summary>
internal sealed class ReviewOptions
{
    /// <summary>How long a claimed review is this worker's; after that, another takes it. Longer than <c>Llm:TimeoutSeconds</c>.</summary>
    [Range(1, 3_600, ErrorMessage = "Review:LeaseSeconds must be between 1 and 3600.")]
    public double LeaseSeconds { get; set; } = 120;

    /// <summary>How long a channel's oldest message waits for others to be reviewed with; a full request goes at once.</summary>
    [Range(0, 60, ErrorMessage = "Review:MaxWaitSeconds must be between 0 and 60.")]
    public double MaxWaitSeconds { get; set; } = 2.6;

    /// <summary>How often an empty queue is looked at.</summary>
    [Range(10, 60_000, ErrorMessage = "Review:PollMilliseconds must be between 10 and 60000.")]
    public int PollMilliseconds { get; set; } = 150;

    public TimeSpan Lease => TimeSpan.FromSeconds(LeaseSeconds);

    public TimeSpan MaxWait => TimeSpan.FromSeconds(MaxWaitSeconds);

    public TimeSpan Poll => TimeSpan.FromMilliseconds(PollMilliseconds);
}
