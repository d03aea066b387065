namespace Gova.Moderation.Text;

/// <summary>
/// Letters and digits by what is left of them without accents, circles and other ornaments. Kept as a table of our own: under
/// invariant globalization the runtime decomposes nothing.
/// </summary>
internal static class BaseLetters
{
    private const char FirstFullWidth = '\uFF01';
    private const char LastFullWidth = '\uFF5E';

    // Each group begins with the base letter; capitals follow from the small ones.
    private static readonly string[] Groups =
    [
        "0\u2070\u2080↉⓪",
        "1¹¼½\u2081⅐⅑⅒⅓⅕⅙⅛⅟①⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑴⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒈⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚",
        "2²\u2082⅔⅖②⑳⑵⒇⒉⒛",
        "3³¾\u2083⅗⅜③⑶⒊",
        "4\u2074\u2084⅘④⑷⒋",
        "5\u2075\u2085⅚⅝⑤⑸⒌",
        "6\u2076\u2086⑥⑹⒍",
        "7\u2077\u2087⅞⑦⑺⒎",
        "8\u2078\u2088⑧⑻⒏",
        "9\u2079\u2089⑨⑼⒐",
        "aªàáâãäåāăąǎǟǡǻȁȃȧ\u1D2C\u1D43ḁẚạảấầẩẫậắằẳẵặ\u2090℀℁⒜ⓐ",
        "b\u1D2E\u1D47ḃḅḇℬ⒝ⓑ",
        "cçćĉċč\u1D9Cḉℂ℃℅℆ℭⅽ⒞ⓒ",
        "dďǆǳ\u1D30\u1D48ḋḍḏḑḓⅅⅆⅾ⒟ⓓ",
        "eèéêëēĕėęěȅȇȩ\u1D31\u1D49ḕḗḙḛḝẹẻẽếềểễệ\u2091ℯℰⅇ⒠ⓔ",
        "f\u1DA0ḟ℉ℱ℻⒡ⓕﬀﬁﬂﬃﬄ",
        "gĝğġģǧǵ\u1D33\u1D4Dḡℊ⒢ⓖ",
        "hĥȟ\u02B0\u1D34ḣḥḧḩḫẖ\u2095ℋℌℍℎ⒣ⓗ",
        "iìíîïĩīĭįİĳǐȉȋ\u1D35\u1D62ḭḯỉị\u2071ℐℑℹⅈⅰⅱⅲⅳⅸ⒤ⓘ",
        "jĵǰ\u02B2\u1D36ⅉ⒥ⓙ",
        "kkķǩ\u1D37\u1D4Fḱḳḵ\u2096⒦ⓚ",
        "lĺļľŀǉ\u02E1\u1D38ḷḹḻḽ\u2097ℒℓⅼ⒧ⓛ",
        "m\u1D39\u1D50ḿṁṃ\u2098ℳⅿ⒨ⓜ",
        "nñńņňŉǌǹ\u1D3Aṅṇṉṋ\u207F\u2099ℕ№⒩ⓝ",
        "oºòóôõöōŏőơǒǫǭȍȏȫȭȯȱ\u1D3C\u1D52ṍṏṑṓọỏốồổỗộớờởỡợ\u2092ℴ⒪ⓞ",
        "p\u1D3E\u1D56ṕṗ\u209Aℙ⒫ⓟ",
        "qℚ⒬ⓠ",
        "rŕŗřȑȓ\u02B3\u1D3F\u1D63ṙṛṝṟ\u20A8ℛℜℝ⒭ⓡ",
        "sśŝşšſș\u02E2ṡṣṥṧṩẛ\u209B℠⒮ⓢﬅﬆ",
        "tţťț\u1D40\u1D57ṫṭṯṱẗ\u209C℡™⒯ⓣ",
        "uùúûüũūŭůűųưǔǖǘǚǜȕȗ\u1D41\u1D58\u1D64ṳṵṷṹṻụủứừửữự⒰ⓤ",
        "v\u1D5B\u1D65ṽṿⅴⅵⅶⅷ⒱ⓥ",
        "wŵ\u02B7\u1D42ẁẃẅẇẉẘ⒲ⓦ",
        "x\u02E3ẋẍ\u2093ⅹⅺⅻ⒳ⓧ",
        "yýÿŷȳ\u02B8ẏẙỳỵỷỹ⒴ⓨ",
        "zźżž\u1DBBẑẓẕℤℨ⒵ⓩ",
        "æǣǽ",
        "øǿ",
        "ʒǯ",
        "αά",
        "εέ",
        "ηή",
        "ιΐίϊ",
        "οό",
        "υΰϋύ",
        "ωώ",
        "ϒϓϔ",
        "аӑӓ",
        "гѓ",
        "еѐёӗ",
        "жӂӝ",
        "зӟ",
        "ийѝӣӥ",
        "кќ",
        "оӧ",
        "уўӯӱӳ",
        "чӵ",
        "ыӹ",
        "эӭ",
        "ії",
        "ѵѷ",
        "әӛ",
        "өӫ",
    ];

    public static void AddTo(char[] table)
    {
        foreach (var group in Groups)
        {
            foreach (var letter in group.AsSpan(1))
            {
                table[letter] = group[0];
                table[char.ToUpperInvariant(letter)] = group[0];
            }
        }

        for (var c = FirstFullWidth; c <= LastFullWidth; c++)
        {
            table[c] = char.ToLowerInvariant((char)(c - FirstFullWidth + '!'));
        }
    }
}
