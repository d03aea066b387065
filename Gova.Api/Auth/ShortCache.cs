using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Gova.Api.Auth;

/// <summary>
/// Remembers answers of the database for some seconds, so that most requests need not ask. One in each process. What was asked for
/// before something was forgotten is not remembered after: it may be just that.
/// </summary>
internal sealed class ShortCache<TKey, TValue>(TimeProvider time, TimeSpan lifetime)
    where TKey : notnull
{
    private const int SweepEvery = 4096;

    private readonly ConcurrentDictionary<TKey, (TValue Value, long At)> _entries = new();
    private readonly Lock _gate = new();
    private int _added;
    private long _removals;

    /// <summary>To be read before the database is asked, and given with the answer.</summary>
    public long Removals => Interlocked.Read(ref _removals);

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var found = _entries.TryGetValue(key, out var entry) && IsFresh(entry.At);
        value = entry.Value;
        return found;
    }

    /// <param name="removals">What <see cref="Removals"/> was before the database was asked.</param>
    public void Set(TKey key, TValue value, long removals)
    {
        lock (_gate)
        {
            if (removals != _removals)
            {
                return;
            }

            _entries[key] = (value, time.GetTimestamp());
        }

        if (Interlocked.Increment(ref _added) % SweepEvery == 0)
        {
            Sweep();
        }
    }

    public void Remove(TKey key)
    {
        lock (_gate)
        {
            _removals++;
            _entries.TryRemove(key, out _);
        }
    }

    /// <summary>Forgets what meets a condition.</summary>
    public void RemoveAll(Func<TValue, bool> condition)
    {
        lock (_gate)
        {
            _removals++;
            foreach (var (key, _) in _entries.Where(entry => condition(entry.Value.Value)))
            {
                _entries.TryRemove(key, out _);
            }
        }
    }

    private void Sweep()
    {
        foreach (var (key, entry) in _entries)
        {
            if (!IsFresh(entry.At))
            {
                _entries.TryRemove(key, out _);
            }
        }
    }

    private bool IsFresh(long at) => time.GetElapsedTime(at) < lifetime;
}
