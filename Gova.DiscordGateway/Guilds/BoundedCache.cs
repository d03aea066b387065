using System.Diagnostics.CodeAnalysis;

namespace Gova.DiscordGateway.Guilds;

/// <summary>
/// Keeps about the last <c>capacity</c> entries that were used, and never more: the younger half and the older half are a
/// dictionary each, and when the younger is full the older is dropped whole. What is found in the older becomes young again.
/// </summary>
internal sealed class BoundedCache<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly int _half = Math.Max(1, capacity / 2);
    private readonly Lock _gate = new();
    private Dictionary<TKey, TValue> _young = [];
    private Dictionary<TKey, TValue> _old = [];

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _young.Count + _old.Count;
            }
        }
    }

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        lock (_gate)
        {
            if (_young.TryGetValue(key, out value))
            {
                return true;
            }

            if (!_old.Remove(key, out value))
            {
                return false;
            }

            Add(key, value);
            return true;
        }
    }

    public void Set(TKey key, TValue value)
    {
        lock (_gate)
        {
            _old.Remove(key);
            Add(key, value);
        }
    }

    /// <summary>What is there already, else the given value.</summary>
    public TValue GetOrSet(TKey key, TValue value)
    {
        lock (_gate)
        {
            if (TryGet(key, out var known))
            {
                return known;
            }

            Add(key, value);
            return value;
        }
    }

    private void Add(TKey key, TValue value)
    {
        if (_young.Count >= _half && !_young.ContainsKey(key))
        {
            (_old, _young) = (_young, []);
        }

        _young[key] = value;
    }
}
