using Gova.Moderation.Triage;

namespace Gova.Tests.Moderation.Triage;

public sealed class DerogationTests
{
    [Theory]
    [InlineData("the soup is cold and so are you")]
    [InlineData("NOBODY LIKES YOU, Kevin")]
    [InlineData("moron")]
    [InlineData("that m0r0n again")]
    [InlineData("w-o-r-t-h-l-e-s-s")]
    [InlineData("such a l o s e r, really")]
    [InlineData("still an i.d.i.o.t!")]
    [InlineData("рathetic")]
    public void One_turn_is_enough_however_it_is_spelt(string text) => Assert.True(Derogation.IsIn(text));

    [Theory]
    [InlineData("")]
    [InlineData("!!!")]
    [InlineData("the closers of the shop")]
    [InlineData("an idiotic typo of mine")]
    [InlineData("nobody likes your aunt's parking spot")]
    [InlineData("so are your tickets")]
    public void A_part_of_another_word_is_none(string text) => Assert.False(Derogation.IsIn(text));

    [Fact]
    public void What_is_too_long_is_judged_by_its_beginning() =>
        Assert.False(Derogation.IsIn(string.Concat(Enumerable.Repeat("nice ", 500)) + "idiot"));
}
