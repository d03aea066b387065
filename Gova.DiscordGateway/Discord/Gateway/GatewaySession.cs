namespace Gova.DiscordGateway.Discord.Gateway;

/// <summary>A session with Discord: outlives its connections and, stored, the process.</summary>
internal sealed class GatewaySession
{
    private long _gapFrom;
    private DateTimeOffset? _establishedAt;

    /// <param name="gapFrom">Since when events are missing, when there was a session before that Discord no longer knows.</param>
    public GatewaySession(Shard? shard = null, DateTimeOffset? gapFrom = null)
    {
        Shard = shard ?? Shard.Single;
        _gapFrom = gapFrom?.UtcTicks ?? 0;
        Progress = new SequenceTracker(0);
    }

    /// <param name="happenedAt">When the newest message happened of those that are done.</param>
    public GatewaySession(string id, Uri resumeUrl, long sequence, Shard? shard = null, DateTimeOffset? happenedAt = null)
    {
        (Id, ResumeUrl, Received, Shard) = (id, resumeUrl, sequence, shard ?? Shard.Single);
        Progress = new SequenceTracker(sequence, happenedAt);
    }

    public Shard Shard { get; }

    /// <summary>Null until READY.</summary>
    public string? Id { get; private set; }

    public Uri? ResumeUrl { get; private set; }

    /// <summary>Last sequence number seen on the socket: what heartbeats carry and a reconnect resumes from.</summary>
    public long Received { get; set; }

    /// <summary>Which events are done: what a new process resumes from.</summary>
    public SequenceTracker Progress { get; }

    /// <summary>Since when events are missing that no resume brings; null once they are fetched or given up.</summary>
    public DateTimeOffset? GapFrom => Interlocked.Read(ref _gapFrom) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <param name="at">When READY came.</param>
    public void Establish(string id, Uri resumeUrl, DateTimeOffset? at = null) => (Id, ResumeUrl, _establishedAt) = (id, resumeUrl, at);

    public void CloseGap() => Interlocked.Exchange(ref _gapFrom, 0);

    /// <summary>
    /// What follows when Discord no longer knows this one. A gap that is still open stays so, and grows; where not even READY is done
    /// yet, it begins there.
    /// </summary>
    public GatewaySession Replace() => Id is null ? this : new GatewaySession(Shard, GapFrom ?? Progress.HappenedAt ?? _establishedAt);
}
