using Gova.DiscordGateway.Commands.Text;

namespace Gova.Tests.DiscordGateway.Commands.Text;

public sealed class SafeTextTests
{
    [Theory]
    [InlineData("**bold** _it_ ~~no~~ `code`", @"\*\*bold\*\* \_it\_ \~\~no\~\~ \`code\`")]
    [InlineData("<@123> <#4> <t:1:R>", @"\<\@123\> \<\#4\> \<t\:1\:R\>")]
    [InlineData("@everyone", @"\@everyone")]
    [InlineData("[free](https://evil.example)", @"\[free\]\(https\:\/\/evil\.example\)")]
    [InlineData("> quote\n# title\n- item", "\\> quote\n\\# title\n\\- item")]
    [InlineData(@"\*", @"\\\*")]
    public void Formatting_mentions_and_links_are_shown_and_not_obeyed(string text, string escaped) =>
        Assert.Equal(escaped, SafeText.Escape(text, 1_000));

    [Fact]
    public void Characters_that_reorder_or_hide_text_are_left_out() =>
        Assert.Equal("abc\ndef", SafeText.Escape("a\u202Eb\u0000c\nd\u2066e\u200Ff", 100));

    [Fact]
    public void The_limit_counts_the_backslashes_and_splits_neither_an_escape_nor_a_character()
    {
        for (var max = 2; max < 60; max++)
        {
            var escaped = SafeText.Escape(string.Concat(Enumerable.Repeat("*😀", 30)), max);

            Assert.InRange(escaped.Length, 1, max);
            Assert.EndsWith("…", escaped, StringComparison.Ordinal);
            Assert.DoesNotMatch(@"\\…$|\p{Cs}(?<![\uD800-\uDBFF][\uDC00-\uDFFF])…$", escaped);
            Assert.Equal(escaped, System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(escaped)));
        }
    }

    [Theory]
    [InlineData("short", 5, "short")]
    [InlineData("longer", 5, "long…")]
    [InlineData("ab😀cd", 4, "ab…")]
    public void A_cut_keeps_characters_whole(string text, int max, string cut) => Assert.Equal(cut, SafeText.Shorten(text, max));
}
