using System.Globalization;
using System.Text.Json.Nodes;

namespace Gova.Tests.Api.Fuzz;

/// <summary>Values that nobody expects, by seed.</summary>
internal sealed class Junk(Random random)
{
    private const int MaxEscaped = 3_000;

    private static readonly string[] Texts =
    [
        "", " ", "\0", "a\0b", "\u202Egnp.exe", "مرحبا بالعالم", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢", "👩‍👩‍👧‍👦", "\uFEFF", "\r\nX-Injected: 1", "'; DROP TABLE users; --",
        "%00", "%", "_", "\\", "../../etc/passwd", "<script>alert(1)</script>", "${jndi:ldap://x}", "{{7*7}}", "NaN", "Infinity", "-0", "1e400", "null", "true",
        "9223372036854775808", "-1", "0x10", "1.5", "2026-02-30", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "00000000-0000-0000-0000-000000000000",
        "٣", "１", "K", "ﬃ", "\u0001\u0002", "\uFFFE", "id,id,id", ",,,", "[]", "{}",
    ];

    private static readonly string[] Numbers =
        ["0", "-1", "2147483648", "-2147483649", "9223372036854775807", "9223372036854775808", "1e308", "1e-308", "-0.0", "0.1", "100000000000000000000000000000", "101"];

    public string Text() => random.Next(12) switch
    {
        0 => new string('x', 10_000),
        1 => string.Concat(Enumerable.Repeat("é", random.Next(1, 400))),
        _ => Texts[random.Next(Texts.Length)],
    };

    /// <summary>Text that a URL can carry, mangled now and then.</summary>
    public string Escaped() => random.Next(8) switch
    {
        0 => "%ff%fe",
        1 => "%ED%A0%80",
        // The server itself refuses longer lines.
        _ => Uri.EscapeDataString(Text() is var text && text.Length > MaxEscaped ? text[..MaxEscaped] : text),
    };

    public JsonNode? Value() => random.Next(10) switch
    {
        0 => null,
        1 => JsonValue.Create(random.Next(2) == 0),
        2 or 3 => JsonNode.Parse(Numbers[random.Next(Numbers.Length)]),
        4 => new JsonArray(),
        5 => new JsonObject(),
        6 => new JsonArray([.. Enumerable.Range(0, random.Next(1, 600)).Select(i => JsonValue.Create(i.ToString(CultureInfo.InvariantCulture)))]),
        7 => new JsonObject { ["x"] = new JsonArray(Value()) },
        _ => JsonValue.Create(Text()),
    };
}
