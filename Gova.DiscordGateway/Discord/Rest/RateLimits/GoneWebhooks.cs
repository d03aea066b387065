using System.Collections.Concurrent;

namespace Gova.DiscordGateway.Discord.Rest.RateLimits;

/// <summary>Interactions and webhooks that Discord no longer knows: calling them again would only count as refused.</summary>
internal sealed class GoneWebhooks(TimeProvider time)
{
    /// <summary>No interaction's token lives longer.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<long, DateTimeOffset> _gone = new();

    public bool Contains(long id) => _gone.ContainsKey(id);

    public void Add(long id)
    {
        var now = time.GetUtcNow();
        foreach (var (old, _) in _gone.Where(pair => now - pair.Value >= Kept))
        {
            _gone.TryRemove(old, out _);
        }

        _gone[id] = now;
    }
}
