using System.Buffers.Binary;
using System.Buffers.Text;

namespace Gova.Api.Http;

/// <summary>A part of a long list, which goes on from a row and not from a number: rows that arrive meanwhile move nothing.</summary>
/// <param name="Size">How many rows are here.</param>
/// <param name="HasNext">Whether more follow.</param>
/// <param name="NextCursor">Pass it as <c>cursor</c> to go on; null at the end.</param>
internal sealed record KeysetPage<T>(int Size, bool HasNext, IReadOnlyList<T> Data, string? NextCursor)
{
    /// <param name="rows">One more than the limit, if there are as many.</param>
    public static KeysetPage<T> Of<TRow>(List<TRow> rows, int limit, Func<TRow, T> map, Func<TRow, TimeCursor> cursor)
    {
        var page = rows.Take(limit).ToList();
        var next = rows.Count > limit ? cursor(page[^1]).ToString() : null;
        return new KeysetPage<T>(page.Count, next is not null, [.. page.Select(map)], next);
    }
}

/// <summary>The row behind which a list goes on: by its time, and its id where several have the same.</summary>
internal readonly record struct TimeCursor(DateTimeOffset At, Guid Id)
{
    private const int Size = 24;

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        BinaryPrimitives.WriteInt64BigEndian(bytes, At.UtcTicks);
        Id.TryWriteBytes(bytes[8..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Null without a cursor; what is none of ours is an error of the field.</summary>
    public static TimeCursor? Parse(string? text, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[Size];
        if (Base64Url.IsValid(text, out var length) && length == Size && Base64Url.TryDecodeFromChars(text, bytes, out _)
            && BinaryPrimitives.ReadInt64BigEndian(bytes) is var ticks && ticks >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks)
        {
            return new TimeCursor(new DateTimeOffset(ticks, TimeSpan.Zero), new Guid(bytes[8..]));
        }

        errors.Add("cursor", "is not one of ours");
        return null;
    }
}
