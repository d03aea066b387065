using Gova.DiscordGateway.Discord.Gateway;

namespace Gova.Tests.DiscordGateway.Discord.Gateway;

public sealed class ReconnectPauseTests
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);

    private readonly ReconnectPause _pause = new(new Random(1));

    public ReconnectPauseTests()
    {
        for (var attempt = 0; attempt < 6; attempt++)
        {
            _pause.Next();
        }
    }

    [Theory]
    [InlineData(4, true, false)]
    [InlineData(5, true, true)]
    [InlineData(59, false, false)]
    [InlineData(60, false, true)]
    public void A_connection_that_held_starts_the_delays_anew_and_a_resumed_one_sooner(int seconds, bool resumed, bool startsAnew)
    {
        _pause.Note(TimeSpan.FromSeconds(seconds), resumed);

        Assert.Equal(startsAnew, _pause.Next() <= First);
    }

    [Fact]
    public void A_connection_left_for_want_of_room_says_nothing_against_the_server()
    {
        _pause.StartAnew();

        Assert.InRange(_pause.Next(), First / 2, First);
    }
}
