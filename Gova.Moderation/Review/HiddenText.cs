using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Gova.Moderation.Review;

/// <summary>What a text says to a reader who knows the common encodings.</summary>
internal static partial class HiddenText
{
    private const int FewestLetters = 8;

    /// <summary>Readings other than the plain one; each only where there is something to read.</summary>
    public static IEnumerable<string> Of(string text)
    {
        foreach (var reading in Encoded().Matches(text).Select(match => FromBase64(match.Value))
            .Concat(Hexadecimal().Matches(text).Select(match => FromHex(match.Value)))
            .Concat(Binary().Matches(text).Select(match => FromBinary(match.Value))))
        {
            if (IsWriting(reading))
            {
                yield return reading!;
            }
        }

        if (Escapes().IsMatch(text))
        {
            yield return WebUtility.HtmlDecode(Uri.UnescapeDataString(Unescape(text)));
        }

        if (text.Any(char.IsSurrogate) && FromTags(text) is { Length: >= FewestLetters } tags)
        {
            yield return tags;
        }

        if (text.Any(char.IsAsciiLetter))
        {
            yield return Rotate(text);
            yield return new string([.. text.Reverse()]);
        }

        if (text.Contains('\n', StringComparison.Ordinal))
        {
            yield return string.Concat(text.Split('\n').Select(line => line.TrimStart()).Where(line => line.Length > 0).Select(line => line[0]));
        }
    }

    private static bool IsWriting(string? text) => text is { Length: >= FewestLetters }
        && text.Count(c => char.IsLetter(c) || c is ' ' or '"') >= text.Length * 0.6 && !text.Any(c => char.IsControl(c) && c is not ('\n' or '\t' or '\r'));

    private static string? FromBase64(string token)
    {
        var plain = token.Replace('-', '+').Replace('_', '/').TrimEnd('=');
        var bytes = new byte[plain.Length];
        return Convert.TryFromBase64String(plain.PadRight((plain.Length + 3) / 4 * 4, '='), bytes, out var length) ? Read(bytes.AsSpan(0, length)) : null;
    }

    private static string? FromHex(string token)
    {
        var digits = string.Concat(token.Replace("0x", "", StringComparison.OrdinalIgnoreCase).Where(char.IsAsciiHexDigit));
        return Read(Convert.FromHexString(digits.AsSpan(0, digits.Length / 2 * 2)));
    }

    private static string? FromBinary(string token) => Read(
        [.. token.Where(c => c is '0' or '1').Chunk(8).Where(bits => bits.Length == 8).Select(bits => Convert.ToByte(new string(bits), 2))]);

    private static string? Read(ReadOnlySpan<byte> bytes) => System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null;

    private static string Unescape(string text) =>
        Unicode().Replace(text, match => ((char)Convert.ToInt32(match.Groups[1].Value, 16)).ToString());

    /// <summary>The block of tags mirrors ASCII, and no font shows it.</summary>
    private static string FromTags(string text) => string.Concat(
        text.EnumerateRunes().Where(rune => rune.Value is > 0xE0000 and < 0xE0080).Select(rune => (char)(rune.Value - 0xE0000)));

    private static string Rotate(string text) => string.Concat(text.Select(c =>
        !char.IsAsciiLetter(c) ? c : (char)((((c | 0x20) - 'a' + 13) % 26) + (char.IsAsciiLetterUpper(c) ? 'A' : 'a'))));

    [GeneratedRegex("[A-Za-z0-9+/_-]{16,}={0,2}", RegexOptions.CultureInvariant)]
    private static partial Regex Encoded();

    [GeneratedRegex(@"(?:(?:0x|\\x)?[0-9A-Fa-f]{2}[\s,:]?){8,}", RegexOptions.CultureInvariant)]
    private static partial Regex Hexadecimal();

    [GeneratedRegex(@"(?:[01]{8}\s?){4,}", RegexOptions.CultureInvariant)]
    private static partial Regex Binary();

    [GeneratedRegex(@"&#?\w{2,8};|%[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}", RegexOptions.CultureInvariant)]
    private static partial Regex Escapes();

    [GeneratedRegex(@"\\u([0-9A-Fa-f]{4})", RegexOptions.CultureInvariant)]
    private static partial Regex Unicode();
}
