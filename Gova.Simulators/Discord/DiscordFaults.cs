namespace Gova.Simulators.Discord;

/// <summary>What is set to go wrong with REST calls, changed while running by <c>PUT /simulator/discord</c>.</summary>
internal sealed class DiscordFaults
{
    private int failNext;
    private int rateLimitNext;
    private int loseResponseNext;

    /// <summary>Added to every REST answer.</summary>
    public TimeSpan RestLatency { get; set; }

    /// <summary>Status of the injected failures.</summary>
    public int FailStatus { get; set; } = 500;

    /// <summary>Scope of the injected 429s: user, global or shared.</summary>
    public string RateLimitScope { get; set; } = "user";

    public double RetryAfterSeconds { get; set; } = 1;

    public int FailNext { get => failNext; set => failNext = value; }
    public int RateLimitNext { get => rateLimitNext; set => rateLimitNext = value; }

    /// <summary>Requests that are executed, but whose caller never learns of it.</summary>
    public int LoseResponseNext { get => loseResponseNext; set => loseResponseNext = value; }

    public bool TakeFailure() => Countdown.Take(ref failNext);

    public bool TakeRateLimit() => Countdown.Take(ref rateLimitNext);

    public bool TakeLostResponse() => Countdown.Take(ref loseResponseNext);
}
