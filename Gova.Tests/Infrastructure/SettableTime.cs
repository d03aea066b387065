namespace Gova.Tests.Infrastructure;

/// <summary>A clock that stands until a test moves it. Its timers are real ones.</summary>
public sealed class SettableTime : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
