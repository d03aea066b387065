namespace Gova.Api.Features.Privacy;

/// <summary>Section <c>Privacy</c>.</summary>
internal sealed class PrivacyOptions
{
    /// <summary>
    /// So long after it was asked for, an erasure goes through everything a last time: what was on its way (in Kafka, under review, in
    /// a worker's memory) has arrived by then.
    /// </summary>
    public TimeSpan SettleTime { get; set; } = TimeSpan.FromHours(1);
}
