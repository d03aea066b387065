namespace Gova.Simulators.Stripe.Webhooks;

/// <summary>What goes wrong on the way to the endpoints, ordered through <c>PUT /simulator/stripe</c>.</summary>
internal sealed class DeliveryFaults
{
    private int _loseNext;

    /// <summary>How often each event is delivered again.</summary>
    public int Duplicates { get; set; }

    /// <summary>So many events are collected and then sent in an order of chance; 0 and 1 keep the order.</summary>
    public int ReorderWindow { get; set; }

    /// <summary>Nothing is sent until it is released.</summary>
    public bool Hold { get; set; }

    /// <summary>Before the first attempt: each delivery waits a time of its own up to this.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Attempts that get lost on the way and are made again later.</summary>
    public int LoseNext
    {
        get => _loseNext;
        set => _loseNext = value;
    }

    public bool TakeLoss() => Discord.Countdown.Take(ref _loseNext);
}
