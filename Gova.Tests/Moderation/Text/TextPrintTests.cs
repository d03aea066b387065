using Gova.Moderation.Text;

namespace Gova.Tests.Moderation.Text;

public sealed class TextPrintTests
{
    private const string Long =
        "if you want cheap followers for every channel that you own then write to me today and i will make you a good price "
        + "because nobody else here sells them as quickly as we do and all of our customers are happy with what they got from us";

    [Theory]
    [InlineData("you are an idiot", "You  are an IDIOT")]
    [InlineData("you are an idiot", "y\u200Bou аre an 1d1ot")]
    [InlineData("you are an idiot", "you are an i d i o t")]
    [InlineData("please read the rules", "please read the rulés")]
    public void Spelling_makes_no_difference(string text, string disguised) =>
        Assert.Equal(TextPrint.Of(text)!.Exact, TextPrint.Of(disguised)!.Exact);

    [Theory]
    [InlineData("the meeting is on day 12 of march", "the meeting is on day 13 of march")]
    [InlineData("look what i found https://a.example/x", "look what i found https://a.example/y")]
    [InlineData("come here and say that again <@100>", "come here and say that again <@101>")]
    [InlineData("we should ask maria about that", "we should ask marie about that")]
    [InlineData("the dog bites the man", "the man bites the dog")]
    public void Another_number_link_mention_or_word_does(string text, string other) =>
        Assert.Equal(TextDifference.Other, TextPrint.Of(other)!.Differs(TextPrint.Of(text)!));

    [Theory]
    [InlineData("yes")]
    [InlineData("same here")]
    [InlineData("!!!!!!!!!!!!!!!!!!!!!")]
    [InlineData("1234567890 1234567890")]
    public void A_text_that_depends_on_where_it_stands_has_no_print(string text) => Assert.Null(TextPrint.Of(text));

    [Fact]
    public void A_long_text_may_have_more_or_fewer_words_that_say_nothing()
    {
        Assert.Equal(TextDifference.Fillers, Of("hey, " + Long).Differs(Of(Long)));
        Assert.Equal(TextDifference.Fillers, Of(Long).Differs(Of(Long + " please")));
        Assert.Equal(TextDifference.None, Of(Long.ToUpperInvariant()).Differs(Of(Long)));
    }

    [Fact]
    public void Another_word_is_told_apart_from_one_that_says_nothing()
    {
        var words = Enumerable.Range(0, 120).Select(n => $"{(char)('b' + (n % 20))}o{(char)('b' + (n / 20))}am").ToArray();
        var text = string.Join(' ', words);

        Assert.Equal(TextDifference.Words, Of(text + " cheese").Differs(Of(text)));
        Assert.Equal(TextDifference.Other, Of(text + " Maria").Differs(Of(text)));
        Assert.Equal(TextDifference.Other, Of(text + " not").Differs(Of(text)));
        Assert.Equal(TextDifference.Other, Of(text + " 5").Differs(Of(text)));
        Assert.Equal(TextDifference.Other, Of(text + " https://a.example").Differs(Of(text)));
        Assert.Equal(TextDifference.Other, Of(string.Join(' ', words.Reverse())).Differs(Of(text)));
        Assert.Equal(TextDifference.Other, Of(string.Join(' ', words[..100])).Differs(Of(text)));
    }

    private static TextPrint Of(string text) => TextPrint.Of(text)!;
}
