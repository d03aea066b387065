using System.ComponentModel;

namespace Gova.Api.Http;

/// <summary>Which part of a list that is read on by cursor.</summary>
internal readonly record struct KeysetPaging(
    [property: Description("Rows to return, 1 to 100, 50 unless given.")] int? Limit,
    [property: Description("Where to go on: next_cursor of the previous answer.")] string? Cursor)
{
    /// <summary>Rows to return.</summary>
    public int Wanted => Limit ?? Paging.DefaultLimit;

    /// <summary>Behind which row; null for the first page.</summary>
    public Keyset? Check(FieldErrors errors)
    {
        Paging.CheckLimit(Limit, errors);
        return Keyset.Parse(Cursor, errors);
    }

    /// <summary>What of the rows is shown, and where the next page begins.</summary>
    /// <param name="rows">One more than wanted, if there are as many.</param>
    /// <param name="page">The page that they are of.</param>
    public (IReadOnlyList<T> Shown, Keyset? Next) Cut<T>(IReadOnlyList<T> rows, Keyset page, Func<T, (DateTimeOffset At, Guid Id)> place)
    {
        T[] shown = [.. rows.Take(Wanted)];
        return rows.Count > Wanted && place(shown[^1]) is var (at, id) ? (shown, page.Next(at, id)) : (shown, null);
    }
}
