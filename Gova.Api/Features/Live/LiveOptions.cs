using System.ComponentModel.DataAnnotations;

namespace Gova.Api.Features.Live;

/// <summary>Settings of the live feed (section <c>Live</c>).</summary>
internal sealed class LiveOptions
{
    /// <summary>Open streams of one account on one api.</summary>
    [Range(1, 10_000)]
    public int MaxStreamsPerAccount { get; set; } = 50;

    /// <summary>Open streams of all accounts on one api.</summary>
    [Range(1, 100_000)]
    public int MaxStreams { get; set; } = 5_000;

    /// <summary>How often it is checked whether those who watch still may: so long an open stream outlives a role at most.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan AccessCheckInterval { get; set; } = TimeSpan.FromSeconds(10);
}
