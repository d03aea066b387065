using System.Globalization;

namespace Gova.Api.Features.Live;

/// <summary>
/// Where a row stands in the feed: by the transaction that last wrote it, evaluations before actions, then by id. Every api
/// reads in this order, so a stream can go on from an event's position anywhere, without loss and without doubles.
/// </summary>
internal readonly record struct FeedPosition(ulong Xid, bool IsAction, Guid RowId) : IComparable<FeedPosition>
{
    private const string EvaluationMark = "e";
    private const string ActionMark = "a";

    /// <summary>Before everything that the transaction wrote.</summary>
    public static FeedPosition Before(ulong xid) => new(xid, IsAction: false, Guid.Empty);

    /// <summary>What an evaluation's id must exceed, in this transaction, to come later.</summary>
    public Guid EvaluationId => IsAction ? Guid.AllBitsSet : RowId;

    /// <summary>And an action's.</summary>
    public Guid ActionId => IsAction ? RowId : Guid.Empty;

    public static bool operator >(FeedPosition left, FeedPosition right) => left.CompareTo(right) > 0;

    public static bool operator <(FeedPosition left, FeedPosition right) => left.CompareTo(right) < 0;

    /// <summary>As an event's id: <c>812-e-…</c>, or <c>812</c> where it is before a whole transaction.</summary>
    public override string ToString() => RowId == Guid.Empty
        ? Xid.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Xid}-{(IsAction ? ActionMark : EvaluationMark)}-{RowId:N}");

    public static bool TryParse(string text, out FeedPosition position)
    {
        position = default;
        var parts = text.Split('-');
        if (!ulong.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var xid) || parts.Length is not (1 or 3))
        {
            return false;
        }

        if (parts.Length == 1)
        {
            position = Before(xid);
            return true;
        }

        if (parts[1] is not (EvaluationMark or ActionMark) || !Guid.TryParseExact(parts[2], "N", out var row))
        {
            return false;
        }

        position = new FeedPosition(xid, parts[1] == ActionMark, row);
        return true;
    }

    public int CompareTo(FeedPosition other)
    {
        if (Xid != other.Xid)
        {
            return Xid.CompareTo(other.Xid);
        }

        return IsAction == other.IsAction ? CompareIds(RowId, other.RowId) : IsAction.CompareTo(other.IsAction);
    }

    /// <summary>As Postgres compares: byte by byte.</summary>
    private static int CompareIds(Guid left, Guid right)
    {
        Span<byte> a = stackalloc byte[16];
        Span<byte> b = stackalloc byte[16];
        left.TryWriteBytes(a, bigEndian: true, out _);
        right.TryWriteBytes(b, bigEndian: true, out _);
        return a.SequenceCompareTo(b);
    }
}
