using System.Buffers;

namespace Gova.Moderation.Rules;

/// <summary>Finds the links in a text that <see cref="LinkText"/> wrote plainly, also those without a scheme, as people copy them.</summary>
internal ref struct LinkScanner(ReadOnlySpan<char> text)
{
    /// <summary>What names a site is no longer; looking further takes quadratic time in a text of nothing but addresses.</summary>
    private const int LongestAuthority = 256;

    private const string Delimiters = " \t\n\r<>\"'`)]|";

    private static readonly SearchValues<char> Ends = SearchValues.Create(Delimiters);
    private static readonly SearchValues<char> EndsOfAuthority = SearchValues.Create(Delimiters + "/?#");

    /// <summary>What makes a link of a bare name such as "example.com"; "file.txt" and "e.g." are none.</summary>
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Endings = string.Join(
            ' ',
            "com net org info biz gg io me tv co xyz ru cn de uk fr nl br it es pl eu us ca au jp kr ch be se",
            "app dev gift gifts link links click shop store site online live space website top club vip pro icu cam chat fun",
            "games game lol monster buzz cc ws to ly su tk ml ga cf gq sbs cfd rest bond xxx porn sex cash bet casino win ai")
        .Split(' ').ToHashSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly ReadOnlySpan<char> _text = text;
    private int _at;

    /// <summary>The domain, in lower case.</summary>
    public ReadOnlySpan<char> Host { get; private set; }

    /// <summary>What follows the domain, from the slash on; empty where nothing does.</summary>
    public ReadOnlySpan<char> Path { get; private set; }

    public bool MoveNext()
    {
        while (_text[_at..].IndexOf('.') is >= 0 and var found)
        {
            var start = _at + found;
            while (start > _at && IsHostChar(_text[start - 1]))
            {
                start--;
            }

            var end = start;
            while (end < _text.Length && IsHostChar(_text[end]))
            {
                end++;
            }

            _at = end;
            if (Take(start, end))
            {
                return true;
            }
        }

        return false;
    }

    private bool Take(int start, int end)
    {
        var hasScheme = _text[..start].EndsWith("://", StringComparison.Ordinal) || HasUserBefore(start);
        var rest = _text[end..];
        var authority = rest[..Math.Min(rest.Length, LongestAuthority)];
        authority = authority.IndexOfAny(EndsOfAuthority) is >= 0 and var length ? authority[..length] : authority;
        if (authority.Contains('@'))
        {
            // "https://discord.com@evil.com" leads to evil.com, and before the sign of an address stands nobody's site.
            return false;
        }

        Host = _text[start..end].Trim('.');
        Path = rest[authority.Length..];
        Path = Path.IndexOfAny(Ends) is >= 0 and var stop ? Path[..stop] : Path;
        if (_text[start..end] is ".gg" && Path.Length > 1)
        {
            // How an invite is written to be read and not found.
            Host = "discord.gg";
        }
        else if (Host.IndexOf('.') < 0
            || !(hasScheme || (!IsAddress(start) && (Host.StartsWith("www.", StringComparison.Ordinal) || HasKnownEnding(Host)))))
        {
            return false;
        }

        // A domain in the rest of the link is not where it leads.
        _at = end + authority.Length + Path.Length;
        return true;
    }

    /// <summary>Whether a scheme and a user's name stand before the host.</summary>
    private readonly bool HasUserBefore(int start)
    {
        if (!IsAddress(start))
        {
            return false;
        }

        var before = _text[Math.Max(0, start - LongestAuthority)..start];
        before = before[(before.LastIndexOfAny(Ends) + 1)..];
        return before.IndexOf("://") is >= 0 and var scheme && before[(scheme + 3)..].IndexOfAny(EndsOfAuthority) < 0;
    }

    private readonly bool IsAddress(int start) => start > 0 && _text[start - 1] == '@';

    private static bool HasKnownEnding(ReadOnlySpan<char> host) => Endings.Contains(host[(host.LastIndexOf('.') + 1)..]);

    private static bool IsHostChar(char c) => char.IsLetterOrDigit(c) || c is '.' or '-' or '_';
}
