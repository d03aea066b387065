using Gova.Messaging;

namespace Gova.Tests.Messaging;

public sealed class SnowflakeTests
{
    [Theory]
    [InlineData(0, "2015-01-01T00:00:00Z")]
    [InlineData(175928847299117063, "2016-04-30T11:18:25.796Z")]
    public void An_id_tells_when_it_was_created(long id, string createdAt) =>
        Assert.Equal(DateTimeOffset.Parse(createdAt, System.Globalization.CultureInfo.InvariantCulture), Snowflake.CreatedAt(id));

    [Fact]
    public void A_time_has_a_lowest_id()
    {
        var time = new DateTimeOffset(2026, 11, 20, 12, 0, 0, 345, TimeSpan.Zero);

        Assert.Equal(time, Snowflake.CreatedAt(Snowflake.At(time)));
        Assert.True(Snowflake.CreatedAt(Snowflake.At(time) - 1) < time);
    }
}
