using Gova.DiscordGateway.Commands.Text;

namespace Gova.Tests.DiscordGateway.Commands.Text;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("10m", 600)]
    [InlineData("2h", 7_200)]
    [InlineData("1d", 86_400)]
    [InlineData("45s", 45)]
    [InlineData("1w2d3h4m", 788_640)]
    [InlineData(" 1W 2D ", 777_600)]
    [InlineData("365d", 31_536_000)]
    public void A_duration_is_read_as_people_type_it(string text, int seconds) => Assert.Equal(seconds, DurationText.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("m")]
    [InlineData("10x")]
    [InlineData("0s")]
    [InlineData("-5m")]
    [InlineData("1m2h")]
    [InlineData("1h1h")]
    [InlineData("1.5h")]
    [InlineData("9999999999s")]
    [InlineData("999999999w")]
    [InlineData("٣m")]
    public void What_is_no_duration_is_none(string text) => Assert.Null(DurationText.Parse(text));

    [Theory]
    [InlineData(600, "10 minutes")]
    [InlineData(86_400, "1 day")]
    [InlineData(788_641, "1 week 2 days 3 hours 4 minutes 1 second")]
    [InlineData(0, "0 seconds")]
    public void A_duration_is_told_in_words(int seconds, string text) => Assert.Equal(text, DurationText.Of(seconds));
}
