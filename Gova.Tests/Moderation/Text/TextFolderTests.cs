using FsCheck;
using FsCheck.Fluent;
using Gova.Moderation.Text;

namespace Gova.Tests.Moderation.Text;

public sealed class TextFolderTests
{
    // Without what links and mentions are made of: an invisible character inside of one hides it from the first folding.
    private const string Alphabet = "aAbéй3 0147@$!.-_*/\n\u200B\u0301ａсОαω🖕😀\uD83D\uDE00👍🏽𝐚𝕚\u2060ß™①、中ー";

    [Theory]
    [InlineData("You IDIOT", "you idiot")]
    [InlineData("i\u200Bd\u200Di\u2060o\uFEFFt", "idiot")]
    [InlineData("idіоt", "idiot")]
    [InlineData("ІДІОТ", "iдiot")]
    [InlineData("ιdιοτ", "idiot")]
    [InlineData("1d10t", "idiot")]
    [InlineData("!d!ot", "!diot")]
    [InlineData("@ss h0le", "ass hole")]
    [InlineData("a$$hole", "asshole")]
    [InlineData("i d i o t", "idiot")]
    [InlineData("i.d.i.o.t", "idiot")]
    [InlineData("you i-d-i-o-t", "you idiot")]
    [InlineData("ｉｄｉｏｔ", "idiot")]
    [InlineData("𝐢𝐝𝐢𝐨𝐭 𝓲𝓭𝓲𝓸𝓽", "idiot idiot")]
    [InlineData("🅸🅳🅸🅾🆃", "idiot")]
    [InlineData("ⓘⓓⓘⓞⓣ", "idiot")]
    [InlineData("ïdíöt", "idiot")]
    [InlineData("i\u0308d\u0301iot", "idiot")]
    [InlineData("idiooooooot", "idioot")]
    [InlineData("so   much\n\nspace", "so much space")]
    [InlineData("in 2026 we sold 1,200", "in 9 we sold 9,9")]
    [InlineData("I am 5", "i am 9")]
    [InlineData("read https://example.org/a?b=c now", "read \uE000 now")]
    [InlineData("hi <@!1234567890> in <#99>", "hi \uE001 in \uE001")]
    [InlineData("I <3 you", "i <9 you")]
    [InlineData("take this 🖕", "take this 🖕")]
    [InlineData("👍🏽", "👍")]
    [InlineData("c'est la vie, a b", "c'est la vie, a b")]
    [InlineData("", "")]
    public void A_text_is_written_the_way_a_reader_hears_it(string text, string expected) => Assert.Equal(expected, Fold(text));

    [Fact]
    public void Folding_what_is_folded_changes_nothing() => Prop
        .ForAll(Texts(), text => Fold(Fold(text)) == Fold(text))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void A_text_never_grows_and_fits_where_it_is_put() => Prop
        .ForAll(Texts(), text => Enumerable.Range(0, 12).All(room => TextFolder.Fold(text, new char[room]) <= Math.Min(room, text.Length)))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Half_a_surrogate_pair_is_dropped_and_whole_pairs_stay_whole()
    {
        Assert.Equal("ab", Fold("a\uD83Db"));
        Assert.Equal("ab", Fold("a\uDE00b"));
        Assert.Equal("a", Fold("a\uD83D"));
        Assert.Equal(1, TextFolder.Fold("a😀", new char[2]));
        Assert.Equal("a😀", Fold("a😀"));
    }

    [Fact]
    public void Any_text_at_all_is_folded() => Prop.ForAll<string?>(text => Fold(text ?? "").Length <= (text ?? "").Length).QuickCheckThrowOnFailure();

    private static Arbitrary<string> Texts() =>
        Gen.Elements(Alphabet.ToCharArray()).ListOf().Select(characters => string.Concat(characters)).ToArbitrary();

    private static string Fold(string text)
    {
        var into = new char[text.Length];
        return new string(into, 0, TextFolder.Fold(text, into));
    }
}
