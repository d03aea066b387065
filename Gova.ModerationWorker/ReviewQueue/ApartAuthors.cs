namespace Gova.ModerationWorker.ReviewQueue;

/// <summary>
/// Members on whom a model's verdict was severe, or proposed an action, within the last hour. Their messages are reviewed in
/// requests of their own, where they stand beside nobody else's: such a verdict counts at once, and a troublemaker who goes on
/// does not cost a second request for every message. In memory: whoever is not known here is reviewed among others first.
/// </summary>
internal sealed class ApartAuthors(TimeProvider time)
{
    private const int Capacity = 1_000;

    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(Guid ModeratorId, string PlatformUserId), DateTimeOffset> _until = [];

    public void Add(Guid moderatorId, string platformUserId)
    {
        lock (_gate)
        {
            if (_until.Count >= Capacity && !_until.ContainsKey((moderatorId, platformUserId)))
            {
                _until.Remove(_until.MinBy(member => member.Value).Key);
            }

            _until[(moderatorId, platformUserId)] = time.GetUtcNow() + Kept;
        }
    }

    public IReadOnlyCollection<(Guid ModeratorId, string PlatformUserId)> Now()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            foreach (var member in _until.Where(member => member.Value <= now).Select(member => member.Key).ToList())
            {
                _until.Remove(member);
            }

            return [.. _until.Keys];
        }
    }
}
