using Gova.DiscordGateway.Discord.Gateway;

namespace Gova.Tests.DiscordGateway.Discord.Gateway;

public sealed class EventBufferTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_takes_events_up_to_its_length_and_has_room_again_when_half_of_it_is_free()
    {
        var buffer = new EventBuffer(maxEvents: 4);
        Assert.All(Enumerable.Range(1, 4), n => Assert.True(buffer.TryWrite(Event(n))));
        Assert.False(buffer.TryWrite(Event(5)));

        var room = buffer.WaitForRoomAsync(Stop);
        await using var events = buffer.ReadAllAsync(Stop).GetAsyncEnumerator(Stop);
        await events.MoveNextAsync();
        Assert.False(room.IsCompleted);
        await events.MoveNextAsync();
        await room;

        Assert.True(buffer.TryWrite(Event(5)));
    }

    [Fact]
    public void It_is_bounded_by_bytes_too()
    {
        var buffer = new EventBuffer(maxEvents: 100, maxBytes: 1_000);

        Assert.True(buffer.TryWrite(Event(1, size: 600)));
        Assert.False(buffer.TryWrite(Event(2, size: 600)));
        Assert.True(buffer.TryWrite(Event(3, size: 400)));
        Assert.False(buffer.WaitForRoomAsync(Stop).IsCompleted);
    }

    [Fact]
    public void With_room_the_longest_frame_that_is_read_fits()
    {
        var buffer = new EventBuffer();
        buffer.TryWrite(Event(1, size: GatewaySocket.MaxMessage));
        Assert.True(buffer.WaitForRoomAsync(Stop).IsCompleted);

        Assert.True(buffer.TryWrite(Event(2, size: GatewaySocket.MaxMessage)));
    }

    private static GatewayEvent Event(long sequence, int size = 0) => new(new GatewaySession(), sequence, "A", default, size);
}
