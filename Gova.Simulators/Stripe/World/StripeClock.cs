namespace Gova.Simulators.Stripe.World;

/// <summary>A time that customers live in: the simulator's, which tests push forward, or a test clock's, which stands still.</summary>
internal abstract class BillingClock
{
    /// <summary>The moment that is being lived through while time is made up for.</summary>
    public DateTimeOffset? Moment { get; set; }

    /// <summary>In whole seconds, as Stripe tells time.</summary>
    public DateTimeOffset Now => DateTimeOffset.FromUnixTimeSeconds((Moment ?? Present).ToUnixTimeSeconds());

    public abstract DateTimeOffset Present { get; }
}

/// <summary>The simulator's clock: everybody's time, plus what tests advanced it by.</summary>
internal sealed class StripeClock(TimeProvider time) : BillingClock
{
    public TimeSpan Offset { get; set; }

    public override DateTimeOffset Present => time.GetUtcNow() + Offset;
}

/// <summary>A clock of <c>/v1/test_helpers/test_clocks</c>.</summary>
internal sealed class TestClock(DateTimeOffset frozen, DateTimeOffset created) : BillingClock, IStripeObject
{
    public string Id { get; } = Ids.New("clock_");
    public string? Name { get; init; }
    public DateTimeOffset Created { get; } = created;
    public DateTimeOffset Frozen { get; set; } = frozen;

    public override DateTimeOffset Present => Frozen;
}
