using System.Buffers.Binary;
using System.Buffers.Text;

namespace Gova.Api.Http;

/// <summary>A part of a long list, read on by cursor: rows that arrive meanwhile move nothing.</summary>
/// <param name="Page">Counted from 1 along the cursors.</param>
/// <param name="Size">How many rows are here.</param>
/// <param name="HasNext">Whether to go on with <paramref name="NextCursor"/>.</param>
/// <param name="Total">How many rows there were when the first page was read, counted up to 1,000.</param>
/// <param name="TotalIsExact">False when there are more than were counted.</param>
/// <param name="NextCursor">Pass it as <c>cursor</c> to go on; null at the end.</param>
internal sealed record CursorPaged<T>(
    int Page, int Size, bool HasNext, int Total, bool TotalIsExact, IReadOnlyList<T> Data, string? NextCursor)
{
    public static CursorPaged<T> Of(Keyset page, IReadOnlyList<T> data, Keyset? next) => new(
        page.Page, data.Count, next is not null, page.Total, page.TotalIsExact, data, next?.ToString());
}

/// <summary>Where a list that is sorted by time and id, the newest first, goes on: behind this row.</summary>
/// <param name="Page">Of the page that begins there.</param>
/// <param name="Total">As <see cref="CursorPaged{T}.Total"/> has it: counted once.</param>
internal readonly record struct Keyset(DateTimeOffset At, Guid Id, int Page, int Total, bool TotalIsExact)
{
    /// <summary>So many rows are counted, and no more.</summary>
    public const int MaxTotal = 1_000;

    private const int Size = 32;

    /// <param name="counted">Of at most one more than <see cref="MaxTotal"/>.</param>
    public static Keyset First(int counted, bool isExact = true) =>
        new(default, default, 1, Math.Min(counted, MaxTotal), isExact && counted <= MaxTotal);

    public Keyset Next(DateTimeOffset at, Guid id) => this with { At = at, Id = id, Page = Page + 1 };

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        BinaryPrimitives.WriteInt64BigEndian(bytes, At.UtcTicks);
        Id.TryWriteBytes(bytes[8..]);
        BinaryPrimitives.WriteInt32BigEndian(bytes[24..], Page);
        BinaryPrimitives.WriteInt32BigEndian(bytes[28..], TotalIsExact ? Total : ~Total);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Null for the first page.</summary>
    public static Keyset? Parse(string? cursor, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(cursor))
        {
            return null;
        }

        if (TryParse(cursor, out var keyset))
        {
            return keyset;
        }

        errors.Add("cursor", "is not one of ours");
        return null;
    }

    private static bool TryParse(string text, out Keyset keyset)
    {
        keyset = default;
        Span<byte> bytes = stackalloc byte[Size];
        if (!Base64Url.IsValid(text, out var length) || length != Size || !Base64Url.TryDecodeFromChars(text, bytes, out _))
        {
            return false;
        }

        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes);
        var page = BinaryPrimitives.ReadInt32BigEndian(bytes[24..]);
        var total = BinaryPrimitives.ReadInt32BigEndian(bytes[28..]);
        if (ticks < 0 || ticks > DateTimeOffset.MaxValue.UtcTicks || page is < 1 or int.MaxValue)
        {
            return false;
        }

        keyset = new Keyset(new DateTimeOffset(ticks, TimeSpan.Zero), new Guid(bytes[8..24]), page, total < 0 ? ~total : total, total >= 0);
        return true;
    }
}
