using Gova.DiscordGateway.Discord;

namespace Gova.Tests.DiscordGateway.Discord;

public sealed class DiscordOptionsTests
{
    [Fact]
    public void A_missing_token_is_named()
    {
        var result = new DiscordOptions.Validator().Validate(null, new DiscordOptions());

        Assert.Contains("Discord:Token is missing", result.FailureMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://discord.com/api/v10", true)]
    [InlineData("http://127.0.0.1:5000/api/v10", true)]
    [InlineData("http://localhost/api/v10", true)]
    [InlineData("http://discord.com/api/v10", false)]
    [InlineData("ftp://localhost/api", false)]
    [InlineData("discord.com", false)]
    public void The_token_is_sent_unencrypted_to_this_machine_only(string url, bool allowed)
    {
        var result = new DiscordOptions.Validator().Validate(null, new DiscordOptions { Token = "t", ApiBaseUrl = url });

        Assert.Equal(allowed, result.Succeeded);
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("line\r\nbreak")]
    public void A_token_that_would_break_the_header_is_refused(string token) =>
        Assert.True(new DiscordOptions.Validator().Validate(null, new DiscordOptions { Token = token }).Failed);

    [Theory]
    [InlineData(0, 0, null, true)]
    [InlineData(8, 0, null, true)]
    [InlineData(8, 4, 7, true)]
    [InlineData(8, 7, null, true)]
    [InlineData(0, 1, null, false)]
    [InlineData(0, 0, 0, false)]
    [InlineData(8, 4, 8, false)]
    [InlineData(8, 4, 3, false)]
    [InlineData(8, -1, 3, false)]
    [InlineData(8, 8, null, false)]
    [InlineData(-1, 0, null, false)]
    public void Shards_are_a_range_of_a_count_or_left_to_Discord(int count, int first, int? last, bool allowed)
    {
        var options = new DiscordOptions { Token = "t", Shards = { Count = count, First = first, Last = last } };

        Assert.Equal(allowed, new DiscordOptions.Validator().Validate(null, options).Succeeded);
    }
}
