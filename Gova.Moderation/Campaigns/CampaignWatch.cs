namespace Gova.Moderation.Campaigns;

/// <summary>
/// Sees every message of every community and finds campaigns as they happen: nearly the same content from several members, or in
/// several channels, within a short time. Memory is bounded. Any thread may use it.
/// </summary>
public sealed class CampaignWatch
{
    /// <summary>Messages further apart do not belong together.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    /// <summary>Fingerprints kept of all communities together, about 120 bytes each.</summary>
    private const int MaxEntries = 1 << 19;

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, CommunityTraffic> _communities = [];
    private readonly CommonTexts _common = new();
    private readonly Dictionary<Campaign, Guid> _changed = [];
    private long _entries;
    private DateTimeOffset _newest;

    /// <summary>Takes in a new message.</summary>
    /// <returns>Whether it belongs to a campaign that is told of.</returns>
    public bool Add(Guid moderatorId, in CampaignMessage message)
    {
        if (!Fingerprint.TryTake(message.Text, out var fingerprint))
        {
            return false;
        }

        lock (_gate)
        {
            _newest = message.At > _newest ? message.At : _newest;
            var isCommon = _common.Note(moderatorId, fingerprint, message.At);
            var traffic = TrafficOf(moderatorId);
            _entries -= traffic.Capacity;
            var campaign = traffic.Add(fingerprint, message, message.At - Window, isCommon);
            _entries += traffic.Capacity;
            if (_entries > MaxEntries)
            {
                ForgetQuietest(moderatorId);
            }

            if (campaign is null || !traffic.Tells(campaign, message.At))
            {
                return false;
            }

            campaign.Show(message.Text);
            _changed[campaign] = moderatorId;
            return true;
        }
    }

    /// <summary>The campaigns that began or grew since the last time. Communities that are quiet are forgotten meanwhile.</summary>
    public IReadOnlyList<CampaignReport> TakeChanged()
    {
        lock (_gate)
        {
            List<CampaignReport> reports = [.. _changed.Select(changed => changed.Key.Report(changed.Value))];
            _changed.Clear();
            foreach (var (moderatorId, traffic) in _communities)
            {
                if (traffic.LastSeenAt < _newest - Window)
                {
                    Forget(moderatorId, traffic);
                }
            }

            return reports;
        }
    }

    private CommunityTraffic TrafficOf(Guid moderatorId)
    {
        if (!_communities.TryGetValue(moderatorId, out var traffic))
        {
            _communities[moderatorId] = traffic = new CommunityTraffic();
            _entries += traffic.Capacity;
        }

        return traffic;
    }

    private void ForgetQuietest(Guid except)
    {
        if (_communities.Count > 1)
        {
            var (moderatorId, traffic) = _communities.Where(community => community.Key != except).MinBy(community => community.Value.LastSeenAt);
            Forget(moderatorId, traffic);
        }
    }

    private void Forget(Guid moderatorId, CommunityTraffic traffic)
    {
        _communities.Remove(moderatorId);
        _entries -= traffic.Capacity;
    }
}
