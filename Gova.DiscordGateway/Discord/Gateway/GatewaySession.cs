namespace Gova.DiscordGateway.Discord.Gateway;

/// <summary>A session with Discord: outlives its connections and, stored, the process.</summary>
internal sealed class GatewaySession
{
    public GatewaySession()
    {
        Progress = new SequenceTracker(0);
    }

    public GatewaySession(string id, Uri resumeUrl, long sequence)
    {
        (Id, ResumeUrl, Received) = (id, resumeUrl, sequence);
        Progress = new SequenceTracker(sequence);
    }

    /// <summary>Null until READY.</summary>
    public string? Id { get; private set; }

    public Uri? ResumeUrl { get; private set; }

    /// <summary>Last sequence number seen on the socket: what heartbeats carry and a reconnect resumes from.</summary>
    public long Received { get; set; }

    /// <summary>Which events are done: what a new process resumes from.</summary>
    public SequenceTracker Progress { get; }

    public void Establish(string id, Uri resumeUrl) => (Id, ResumeUrl) = (id, resumeUrl);
}
