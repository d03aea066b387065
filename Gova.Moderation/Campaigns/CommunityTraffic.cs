using System.Numerics;

namespace Gova.Moderation.Campaigns;

/// <summary>
/// One community's newest fingerprints, found again by any of eight overlapping bands of 16 bits. A ring: links are sequence
/// numbers that point to older entries only, so that what was overwritten ends a chain and nothing has to be removed.
/// </summary>
internal sealed class CommunityTraffic
{
    public const int MaxEntries = 1 << 16;

    /// <summary>Bits in which near-same texts may differ; unrelated ones differ in about 32.</summary>
    private const int MaxDistance = 6;

    private const int Bands = 8;
    private const int BandStride = 64 / Bands;
    private const int MaxSteps = 16;
    private const int FirstCapacity = 64;

    /// <summary>Campaigns of the last hour above which only large ones are told of: that many at once is how this community talks.</summary>
    private const int MaxAnHour = 20;
    private const int LargeMembers = 10;

    private readonly Queue<DateTimeOffset> _told = new();
    private Entry[] _entries = new Entry[FirstCapacity];

    /// <summary>Of the entries, apart from them: every search looks at many, and at few entries.</summary>
    private ulong[] _fingerprints = new ulong[FirstCapacity];
    private int[] _links = new int[FirstCapacity * Bands];
    private int[] _heads = new int[FirstCapacity * Bands];

    /// <summary>Of the next entry; 0 is no entry.</summary>
    private int _next = 1;

    public int Capacity => _entries.Length;

    public DateTimeOffset LastSeenAt { get; private set; }

    /// <summary>Takes a message in.</summary>
    /// <param name="isCommon">The community says this often: it begins no campaign, but goes on with one.</param>
    /// <returns>What it belongs to, with others of nearly the same content since the window's start; null when it is the first.</returns>
    public Campaign? Add(ulong fingerprint, in CampaignMessage message, DateTimeOffset windowStart, bool isCommon)
    {
        LastSeenAt = message.At > LastSeenAt ? message.At : LastSeenAt;
        Span<int> heads = stackalloc int[Bands];
        Heads(fingerprint, heads);
        var near = FindNear(fingerprint, heads, windowStart);
        var campaign = near == 0 ? null : CampaignOf(near & (_entries.Length - 1), windowStart);
        if (isCommon && campaign is not { IsCampaign: true })
        {
            return null;
        }

        campaign?.Add(message.MessageId, message.AuthorId, message.ChannelId, message.At, windowStart);
        if (MakeRoom(windowStart))
        {
            Heads(fingerprint, heads);
        }

        Insert(fingerprint, new Entry(message.MessageId, message.AuthorId, message.ChannelId, message.At, campaign), heads);
        return campaign;
    }

    /// <summary>Whether a campaign is told of; once it is, it stays so.</summary>
    public bool Tells(Campaign campaign, DateTimeOffset at)
    {
        while (_told.TryPeek(out var told) && told < at.AddHours(-1))
        {
            _told.Dequeue();
        }

        if (!campaign.IsTold && campaign.IsCampaign && (_told.Count < MaxAnHour || campaign.Members >= LargeMembers))
        {
            campaign.IsTold = true;
            _told.Enqueue(at);
        }

        return campaign.IsTold;
    }

    private Campaign CampaignOf(int slot, DateTimeOffset windowStart)
    {
        ref var entry = ref _entries[slot];
        if (entry.Campaign is null)
        {
            entry.Campaign = new Campaign(_fingerprints[slot], entry.At);
            entry.Campaign.Add(entry.MessageId, entry.AuthorId, entry.ChannelId, entry.At, windowStart);
        }

        return entry.Campaign;
    }

    /// <returns>The sequence number of the nearest entry; 0 when none is near.</returns>
    private int FindNear(ulong fingerprint, ReadOnlySpan<int> heads, DateTimeOffset windowStart)
    {
        var (found, distance) = (0, MaxDistance + 1);
        for (var band = 0; band < Bands && distance > 0; band++)
        {
            var sequence = _heads[heads[band]];
            for (var steps = 0; steps < MaxSteps && distance > 0 && sequence > 0 && sequence >= _next - _entries.Length; steps++)
            {
                var slot = sequence & (_entries.Length - 1);
                var different = BitOperations.PopCount(_fingerprints[slot] ^ fingerprint);
                if (different < distance && _entries[slot].At >= windowStart)
                {
                    (found, distance) = (sequence, different);
                }

                sequence = _links[(slot * Bands) + band];
            }
        }

        return found;
    }

    private void Insert(ulong fingerprint, in Entry entry, ReadOnlySpan<int> heads)
    {
        var slot = _next & (_entries.Length - 1);
        (_entries[slot], _fingerprints[slot]) = (entry, fingerprint);
        for (var band = 0; band < Bands; band++)
        {
            ref var head = ref _heads[heads[band]];
            _links[(slot * Bands) + band] = head;
            head = _next;
        }

        _next++;
    }

    /// <summary>The ring grows while what it would overwrite is still of interest. Sequence numbers begin anew before they end.</summary>
    private bool MakeRoom(DateTimeOffset windowStart)
    {
        var oldest = _next - _entries.Length;
        var grows = oldest > 0 && _entries.Length < MaxEntries && _entries[oldest & (_entries.Length - 1)].At >= windowStart;
        if (!grows && _next < int.MaxValue)
        {
            return false;
        }

        Rebuild(grows ? _entries.Length * 2 : _entries.Length);
        return true;
    }

    private void Rebuild(int capacity)
    {
        var (entries, fingerprints, end) = (_entries, _fingerprints, _next);
        (_entries, _fingerprints, _next) = (new Entry[capacity], new ulong[capacity], 1);
        (_links, _heads) = (new int[capacity * Bands], new int[capacity * Bands]);
        Span<int> heads = stackalloc int[Bands];
        for (var sequence = Math.Max(1, end - entries.Length); sequence < end; sequence++)
        {
            var slot = sequence & (entries.Length - 1);
            Heads(fingerprints[slot], heads);
            Insert(fingerprints[slot], entries[slot], heads);
        }
    }

    /// <summary>Where each band's chain begins.</summary>
    private void Heads(ulong fingerprint, Span<int> heads)
    {
        for (var band = 0; band < heads.Length; band++)
        {
            var value = (uint)BitOperations.RotateRight(fingerprint, band * BandStride) & 0xFFFF;
            heads[band] = (int)(((value | ((uint)band << 16)) * 0x9E37_79B1) >> 8) & (_heads.Length - 1);
        }
    }

    private record struct Entry(long MessageId, long AuthorId, long ChannelId, DateTimeOffset At, Campaign? Campaign);
}
