using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data;

/// <summary>Enums as they are stored and shown: <c>AwaitingApproval</c> is <c>awaiting_approval</c>.</summary>
public static class StatusNames
{
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => Names<TEnum>.Texts.GetOrAdd(value, static v => JsonNamingPolicy.SnakeCaseLower.ConvertName(v.ToString()));

    /// <returns>False when <paramref name="text"/> names no value.</returns>
    public static bool TryParse<TEnum>(string text, out TEnum value)
        where TEnum : struct, Enum
    {
        foreach (var candidate in Enum.GetValues<TEnum>())
        {
            if (string.Equals(Of(candidate), text, StringComparison.OrdinalIgnoreCase))
            {
                value = candidate;
                return true;
            }
        }

        value = default;
        return false;
    }

    public static TEnum Parse<TEnum>(string text)
        where TEnum : struct, Enum =>
        TryParse<TEnum>(text, out var value) ? value : throw new FormatException($"'{text}' is not a {typeof(TEnum).Name}.");

    internal static PropertyBuilder<TEnum> HasSnakeCaseName<TEnum>(this PropertyBuilder<TEnum> property)
        where TEnum : struct, Enum => property.HasConversion(value => Of(value), text => Parse<TEnum>(text));

    /// <summary>The check constraint of a column that holds an enum.</summary>
    internal static string Check<TEnum>(string column)
        where TEnum : struct, Enum => $"{column} IN ({string.Join(", ", Enum.GetValues<TEnum>().Select(value => $"'{Of(value)}'"))})";

    private static class Names<TEnum>
        where TEnum : struct, Enum
    {
        public static readonly ConcurrentDictionary<TEnum, string> Texts = new();
    }
}
