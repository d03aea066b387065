using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Gova.Api.Auth;

/// <summary>Remembers answers of the database for some seconds, so that most requests need not ask. One in each process.</summary>
internal sealed class ShortCache<TKey, TValue>(TimeProvider time, TimeSpan lifetime)
    where TKey : notnull
{
    private const int SweepEvery = 4096;

    private readonly ConcurrentDictionary<TKey, (TValue Value, long At)> _entries = new();
    private int _added;

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var found = _entries.TryGetValue(key, out var entry) && IsFresh(entry.At);
        value = entry.Value;
        return found;
    }

    public void Set(TKey key, TValue value)
    {
        _entries[key] = (value, time.GetTimestamp());
        if (Interlocked.Increment(ref _added) % SweepEvery == 0)
        {
            Sweep();
        }
    }

    public void Remove(TKey key) => _entries.TryRemove(key, out _);

    /// <summary>Forgets what meets a condition.</summary>
    public void RemoveAll(Func<TValue, bool> condition)
    {
        foreach (var (key, entry) in _entries)
        {
            if (condition(entry.Value))
            {
                Remove(key);
            }
        }
    }

    private void Sweep()
    {
        foreach (var (key, entry) in _entries)
        {
            if (!IsFresh(entry.At))
            {
                Remove(key);
            }
        }
    }

    private bool IsFresh(long at) => time.GetElapsedTime(at) < lifetime;
}
