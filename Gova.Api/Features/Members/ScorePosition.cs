using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Gova.Api.Http;

namespace Gova.Api.Features.Members;

/// <summary>Where a list of behaviour scores goes on: behind the member of this rank.</summary>
/// <param name="Page">Of the page that begins there.</param>
internal readonly record struct ScorePosition(double Rank, string PlatformUserId, int Page)
{
    public override string ToString() => Base64Url.EncodeToString(
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Rank:R} {Page} {PlatformUserId}")));

    /// <summary>Null for the first page.</summary>
    public static ScorePosition? Parse(string? cursor, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(cursor))
        {
            return null;
        }

        var parts = Base64Url.IsValid(cursor) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split(' ', 3) : [];
        if (parts.Length == 3
            && double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var rank) && !double.IsNaN(rank)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page is > 0 and < int.MaxValue
            && !parts[2].Contains('\0', StringComparison.Ordinal))
        {
            return new ScorePosition(rank, parts[2], page);
        }

        errors.Add("cursor", "is not one of ours");
        return null;
    }
}
