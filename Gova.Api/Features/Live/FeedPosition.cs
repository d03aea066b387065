using System.Globalization;

namespace Gova.Api.Features.Live;

/// <summary>
/// Where a row stands in the feed: by the transaction that last wrote it, evaluations before actions before alerts, then by id.
/// Every api reads in this order, so a stream can go on from an event's position anywhere, without loss and without doubles.
/// </summary>
internal readonly record struct FeedPosition(ulong Xid, FeedEventType Type, Guid RowId) : IComparable<FeedPosition>
{
    /// <summary>By kind, in order.</summary>
    private static readonly string[] Marks = ["e", "a", "l"];

    /// <summary>Before everything that the transaction wrote.</summary>
    public static FeedPosition Before(ulong xid) => new(xid, FeedEventType.Evaluation, Guid.Empty);

    /// <summary>What an evaluation's id must exceed, in this transaction, to come later.</summary>
    public Guid EvaluationId => LeastId(FeedEventType.Evaluation);

    /// <summary>And an action's.</summary>
    public Guid ActionId => LeastId(FeedEventType.Action);

    /// <summary>And an alert's.</summary>
    public Guid AlertId => LeastId(FeedEventType.Alert);

    public static bool operator >(FeedPosition left, FeedPosition right) => left.CompareTo(right) > 0;

    public static bool operator <(FeedPosition left, FeedPosition right) => left.CompareTo(right) < 0;

    /// <summary>As an event's id: <c>812-e-…</c>, or <c>812</c> where it is before a whole transaction.</summary>
    public override string ToString() => RowId == Guid.Empty
        ? Xid.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Xid}-{Marks[(int)Type]}-{RowId:N}");

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

        var type = Array.IndexOf(Marks, parts[1]);
        if (type < 0 || !Guid.TryParseExact(parts[2], "N", out var row))
        {
            return false;
        }

        position = new FeedPosition(xid, (FeedEventType)type, row);
        return true;
    }

    public int CompareTo(FeedPosition other)
    {
        if (Xid != other.Xid)
        {
            return Xid.CompareTo(other.Xid);
        }

        return Type == other.Type ? CompareIds(RowId, other.RowId) : Type.CompareTo(other.Type);
    }

    private Guid LeastId(FeedEventType type) => Type == type ? RowId : Type > type ? Guid.AllBitsSet : Guid.Empty;

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
