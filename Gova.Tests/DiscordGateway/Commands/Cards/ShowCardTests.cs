using Gova.DiscordGateway.Commands.Cards;

namespace Gova.Tests.DiscordGateway.Commands.Cards;

public sealed class ShowCardTests
{
    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(5, 80)]
    [InlineData(8, 600)]
    [InlineData(int.MaxValue, 600)]
    public void What_fails_is_tried_ever_more_rarely(int failures, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), ShowCard.DelayAfter(failures));
}
