using Microsoft.Extensions.Options;

namespace Gova.Api.Features.Live;

/// <summary>The streams that are open on this api, and how many more there may be.</summary>
internal sealed class Watchers(IOptions<LiveOptions> options)
{
    private readonly Lock _gate = new();
    private readonly HashSet<Watcher> _watchers = [];
    private readonly Dictionary<Guid, int> _streamsOf = [];
    private int _streams;

    /// <summary>Takes one of the account's places.</summary>
    /// <returns>Gives it back; null when there is none left.</returns>
    public IDisposable? TryEnter(Guid userId)
    {
        lock (_gate)
        {
            var open = _streamsOf.GetValueOrDefault(userId);
            if (open >= options.Value.MaxStreamsPerAccount || _streams >= options.Value.MaxStreams)
            {
                return null;
            }

            _streamsOf[userId] = open + 1;
            _streams++;
            return new Place(this, userId);
        }
    }

    public void Add(Watcher watcher)
    {
        lock (_gate)
        {
            _watchers.Add(watcher);
        }
    }

    public void Remove(Watcher watcher)
    {
        lock (_gate)
        {
            _watchers.Remove(watcher);
        }
    }

    public IReadOnlyList<Watcher> ToList()
    {
        lock (_gate)
        {
            return [.. _watchers];
        }
    }

    private void Leave(Guid userId)
    {
        lock (_gate)
        {
            _streams--;
            if (--_streamsOf[userId] == 0)
            {
                _streamsOf.Remove(userId);
            }
        }
    }

    private sealed class Place(Watchers watchers, Guid userId) : IDisposable
    {
        private int _isFree;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isFree, 1) == 0)
            {
                watchers.Leave(userId);
            }
        }
    }
}
