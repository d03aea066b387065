using Gova.Api.Features.Live;

namespace Gova.Tests.Api.Features.Live;

public sealed class FeedPositionTests
{
    [Fact]
    public void Positions_are_ordered_by_transaction_then_kind_then_id_as_Postgres_compares_ids()
    {
        // Guid's own comparison begins with the first group as a number, which is the same; the bytes of the third are not.
        var (low, high) = (Guid.Parse("00000000-0000-00ff-0000-000000000000"), Guid.Parse("00000000-0000-0100-0000-000000000000"));
        FeedPosition[] ordered =
        [
            FeedPosition.Before(7), new(7, FeedEventType.Evaluation, low), new(7, FeedEventType.Evaluation, high),
            new(7, FeedEventType.Evaluation, Guid.AllBitsSet), new(7, FeedEventType.Action, low), new(7, FeedEventType.Action, high),
            new(7, FeedEventType.Alert, low), FeedPosition.Before(8), new(18, FeedEventType.Evaluation, low),
        ];

        Assert.Equal(ordered, ordered.Reverse().Order());
    }

    [Fact]
    public void A_position_is_read_as_it_was_written()
    {
        foreach (var position in new[]
        {
            FeedPosition.Before(812), new(812, FeedEventType.Evaluation, Guid.NewGuid()), new(812, FeedEventType.Alert, Guid.NewGuid()),
            new(ulong.MaxValue, FeedEventType.Action, Guid.NewGuid()),
        })
        {
            Assert.True(FeedPosition.TryParse(position.ToString(), out var read));
            Assert.Equal(position, read);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("1-a")]
    [InlineData("1-a-1")]
    [InlineData("1-a-00000000000000000000000000000001-2")]
    [InlineData("99999999999999999999")]
    public void What_is_no_position_is_not_read(string text) => Assert.False(FeedPosition.TryParse(text, out _));
}
