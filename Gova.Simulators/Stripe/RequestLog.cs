namespace Gova.Simulators.Stripe;

/// <summary>A call that reached the api, with its parameters as they were sent.</summary>
internal sealed record LoggedCall(
    string Id, string Method, string Path, string Parameters, string? IdempotencyKey, string? Version, int Status, bool Replayed);

/// <summary>Every call in the order of the answers, so that a test can say what was asked and how often.</summary>
internal sealed class RequestLog
{
    private readonly Lock _gate = new();
    private readonly List<LoggedCall> _calls = [];

    public void Add(LoggedCall call)
    {
        lock (_gate)
        {
            _calls.Add(call);
        }
    }

    public IReadOnlyList<LoggedCall> After(int number)
    {
        lock (_gate)
        {
            return _calls[Math.Clamp(number, 0, _calls.Count)..];
        }
    }
}
