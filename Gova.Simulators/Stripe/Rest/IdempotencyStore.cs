using Gova.Simulators.Stripe.World;

namespace Gova.Simulators.Stripe.Rest;

/// <summary>An answer as it went out.</summary>
internal sealed record StoredAnswer(int Status, byte[] Body);

/// <summary>Answers to POSTs by their idempotency keys, for 24 hours of the simulator's clock.</summary>
internal sealed class IdempotencyStore(StripeClock clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = [];

    /// <returns>The answer that the key has already; null when the caller is to make one, and then <see cref="Finish"/>.</returns>
    public StoredAnswer? Begin(StripeCall call)
    {
        var key = call.IdempotencyKey!;
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out var entry) || entry.Since + Lifetime <= clock.Now)
            {
                _entries[key] = new Entry(call.Path, call.Body, clock.Now, null);
                return null;
            }

            if (entry.Path != call.Path)
            {
                throw StripeException.KeyReused(
                    $"Keys for idempotent requests can only be used for the same endpoint they were first used for ('{entry.Path}' vs '{call.Path}').");
            }

            if (entry.Body != call.Body)
            {
                throw StripeException.KeyReused(
                    $"Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '{key}'.");
            }

            return entry.Answer ?? throw StripeException.KeyInUse(key);
        }
    }

    /// <param name="answer">Null when nothing was begun, such as when a parameter was refused: the key is then free again.</param>
    public void Finish(StripeCall call, StoredAnswer? answer)
    {
        lock (_gate)
        {
            if (answer is null)
            {
                _entries.Remove(call.IdempotencyKey!);
            }
            else
            {
                _entries[call.IdempotencyKey!] = _entries[call.IdempotencyKey!] with { Answer = answer };
            }
        }
    }

    private sealed record Entry(string Path, string Body, DateTimeOffset Since, StoredAnswer? Answer);
}
