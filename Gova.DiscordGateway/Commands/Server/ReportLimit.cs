namespace Gova.DiscordGateway.Commands.Server;

/// <summary>How often a member may report in one server. In memory: a restart is generous.</summary>
internal sealed class ReportLimit(TimeProvider time)
{
    public const int PerWindow = 3;
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<(long Guild, long User), List<DateTimeOffset>> _reports = [];
    private DateTimeOffset _sweptAt = DateTimeOffset.MinValue;

    /// <summary>How many reporters are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _reports.Count;
            }
        }
    }

    /// <returns>False when the member has reported enough for now.</returns>
    public bool TryTake(long guildId, long userId)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            Sweep(now);
            if (!_reports.TryGetValue((guildId, userId), out var times))
            {
                times = _reports[(guildId, userId)] = [];
            }

            times.RemoveAll(at => now - at >= Window);
            if (times.Count >= PerWindow)
            {
                return false;
            }

            times.Add(now);
            return true;
        }
    }

    /// <summary>Once in a window, so that those who reported long ago are forgotten.</summary>
    private void Sweep(DateTimeOffset now)
    {
        if (now - _sweptAt < Window)
        {
            return;
        }

        _sweptAt = now;
        foreach (var (reporter, times) in _reports.ToList())
        {
            if (times.TrueForAll(at => now - at >= Window))
            {
                _reports.Remove(reporter);
            }
        }
    }
}
