using System.Numerics;

namespace Gova.Moderation.Campaigns;

/// <summary>
/// Which texts a community says again and again: seen in several quarters of an hour of the last hours. A table of fixed size; a
/// text seen in one quarter only gives way to another.
/// </summary>
internal sealed class CommonTexts
{
    /// <summary>Earlier quarters, of the last 32, in which a common text was seen.</summary>
    public const int MinQuarters = 4;

    public static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    private const int Slots = 1 << 18;

    private readonly Slot[] _slots = new Slot[Slots];

    /// <summary>Notes that a community said it.</summary>
    /// <returns>Whether it is common there.</returns>
    public bool Note(Guid moderatorId, ulong fingerprint, DateTimeOffset at)
    {
        var quarter = (int)(at.UtcTicks / Quarter.Ticks);
        var key = fingerprint ^ ((ulong)moderatorId.GetHashCode() * 0x9E37_79B9_7F4A_7C15);
        ref var slot = ref _slots[(int)((key * 0xD6E8_FEB8_6659_FD93) >> 32) & (Slots - 1)];
        var seen = slot.SeenUntil(quarter);
        if (slot.Key != key)
        {
            if (BitOperations.PopCount(seen) <= 1)
            {
                slot = new Slot { Key = key, Quarter = quarter, Seen = 1 };
            }

            return false;
        }

        slot.Seen = seen | 1;
        slot.Quarter = Math.Max(quarter, slot.Quarter);
        return BitOperations.PopCount(slot.Seen & ~1u) >= MinQuarters;
    }

    private struct Slot
    {
        public ulong Key;

        /// <summary>The newest in which it was seen: the lowest bit of <see cref="Seen"/>. The next bit is the quarter before.</summary>
        public int Quarter;
        public uint Seen;

        public readonly uint SeenUntil(int quarter)
        {
            var passed = quarter - Quarter;
            return passed <= 0 ? Seen : passed >= 32 ? 0 : Seen << passed;
        }
    }
}
