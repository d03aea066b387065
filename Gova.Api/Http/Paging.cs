using System.ComponentModel;
using Gova.Data;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Http;

/// <summary>A part of a list.</summary>
/// <param name="Page">Counted from 1, in units of the limit asked for.</param>
/// <param name="Size">How many rows are here.</param>
/// <param name="HasNext">Whether more follow.</param>
/// <param name="Total">How many rows there are in all.</param>
internal sealed record Paged<T>(int Page, int Size, bool HasNext, int Total, IReadOnlyList<T> Data);

/// <summary>Which part of a list.</summary>
internal readonly record struct Paging(
    [property: Description("Rows to skip, 0 unless given.")] int? Skip,
    [property: Description("Rows to return, 1 to 100, 50 unless given.")] int? Limit)
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 100;

    public void Check(FieldErrors errors)
    {
        errors.Require(Skip is null or >= 0, "skip", "must not be negative");
        CheckLimit(Limit, errors);
    }

    public static void CheckLimit(int? limit, FieldErrors errors) =>
        errors.Require(limit is null or (>= 1 and <= MaxLimit), "limit", $"must be between 1 and {MaxLimit}");

    /// <summary>Reads the part of an ordered query.</summary>
    public async Task<Paged<TResponse>> ReadAsync<TRow, TResponse>(
        IQueryable<TRow> ordered, Func<TRow, TResponse> map, CancellationToken cancellationToken)
    {
        var (skip, limit) = (Skip ?? 0, Limit ?? DefaultLimit);
        var rows = await ordered.Skip(skip).Take(limit).ToListAsync(cancellationToken);
        // The end of a list tells how long it is: most lists are short, and need not be counted.
        var isEnd = rows.Count < limit && (rows.Count > 0 || skip == 0);
        var total = isEnd ? skip + rows.Count : await ordered.CountAsync(cancellationToken);
        return new Paged<TResponse>((skip / limit) + 1, rows.Count, skip + rows.Count < total, total, [.. rows.Select(map)]);
    }
}

/// <summary>Comma-separated filters.</summary>
internal static class Csv
{
    public static string[] Split(string? csv) =>
        csv?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>The values named; every unknown name is an error of the field.</summary>
    public static List<TEnum> Parse<TEnum>(string? csv, string field, FieldErrors errors)
        where TEnum : struct, Enum
    {
        var values = new List<TEnum>();
        foreach (var name in Split(csv))
        {
            if (StatusNames.TryParse<TEnum>(name, out var value))
            {
                values.Add(value);
            }
            else
            {
                errors.Add(field, $"must be of {string.Join(", ", Enum.GetValues<TEnum>().Select(StatusNames.Of))}");
            }
        }

        return values;
    }
}
