using Gova.DiscordGateway.Discord.Rest;

namespace Gova.Tests.DiscordGateway.Discord.Rest;

public sealed class AuditLogReasonTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    public void No_reason_sends_no_header(string? reason) => Assert.Null(AuditLogReason.Encode(reason));

    [Fact]
    public void Line_breaks_and_umlauts_are_encoded() => Assert.Equal("b%C3%B6se%0D%0AX%3A%201", AuditLogReason.Encode("böse\r\nX: 1"));

    [Fact]
    public void A_long_reason_is_cut_at_512_characters_and_never_inside_one()
    {
        var encoded = AuditLogReason.Encode(new string('a', 511) + "😀 and more");

        Assert.Equal(new string('a', 511), encoded);
    }
}
