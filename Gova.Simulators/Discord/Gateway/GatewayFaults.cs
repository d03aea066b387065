using Microsoft.Extensions.Options;

namespace Gova.Simulators.Discord.Gateway;

/// <summary>How the gateway misbehaves, and what it advises, changed while running by <c>PUT /simulator/discord</c>.</summary>
internal sealed class GatewayFaults(IOptions<SimulatorOptions> options)
{
    private int refuseResumeNext;
    private int identifies;
    private int resumes;

    /// <summary>The number of shards that <c>GET /gateway/bot</c> recommends.</summary>
    public int Shards { get; set; } = options.Value.Shards;

    public bool WithholdHeartbeatAcks { get; set; }

    /// <summary>How long every frame takes.</summary>
    public TimeSpan FrameDelay { get; set; }

    /// <summary>Writes numbers as JSON strings, as some compatible servers do.</summary>
    public bool IntegersAsStrings { get; set; }

    /// <summary>The intents that the application may ask for.</summary>
    public Intents AllowedIntents { get; set; } = Intents.Known;

    /// <summary>Resumes that are refused though the session is there.</summary>
    public int RefuseResumeNext { get => refuseResumeNext; set => refuseResumeNext = value; }

    /// <summary>The code that a refused resume is closed with; without one it is told that its session is invalid.</summary>
    public int? RefuseResumeWith { get; set; }

    public int Identifies => identifies;
    public int Resumes => resumes;

    public bool TakeRefusedResume() => Countdown.Take(ref refuseResumeNext);

    public void CountIdentify() => Interlocked.Increment(ref identifies);

    public void CountResume() => Interlocked.Increment(ref resumes);
}
