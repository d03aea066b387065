using System.Net;
using Gova.DiscordGateway.Discord.Rest;
using Gova.DiscordGateway.Discord.Rest.RateLimits;
using Gova.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;
using static Gova.Tests.DiscordGateway.Discord.Rest.ScriptedHandler;

namespace Gova.Tests.DiscordGateway.Discord.Rest;

public sealed class DiscordRestClientTests
{
    private const string Unknown = """{"message": "Unknown Message", "code": 10008}""";
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly FakeClock _clock = new();

    [Fact]
    public async Task A_reply_answers_the_message_pings_nobody_and_is_posted_once()
    {
        var handler = new ScriptedHandler(Answer(200));

        await Client(handler).ReplyAsync(7, 8, "Please @everyone be kind.", "nonce", Stop);

        var (call, _, body) = Assert.Single(handler.Requests);
        Assert.Equal("POST /api/v10/channels/7/messages", call);
        Assert.Equal(
            """
            {"content":"Please @everyone be kind.","nonce":"nonce","enforce_nonce":true,
            """.Trim() + """
            "message_reference":{"message_id":"8","fail_if_not_exists":true},"allowed_mentions":{"parse":[],"replied_user":true}}
            """.Trim(),
            body);
    }

    [Fact]
    public async Task A_timeout_changes_that_one_field_and_says_why()
    {
        var handler = new ScriptedHandler(Answer(200));

        await Client(handler).TimeOutMemberAsync(1, 2, _clock.GetUtcNow(), "spam & more", Stop);

        var (call, reason, body) = Assert.Single(handler.Requests);
        Assert.Equal("PATCH /api/v10/guilds/1/members/2", call);
        Assert.Equal("spam%20%26%20more", reason);
        Assert.Equal("""{"communication_disabled_until":"2026-11-20T12:00:00+00:00"}""", body);
    }

    [Fact]
    public async Task A_rate_limited_call_waits_as_long_as_Discord_says_even_one_that_must_not_be_repeated()
    {
        var handler = new ScriptedHandler(
            Answer(429, """{"message": "slow", "retry_after": 7.5, "global": false}""", ("Retry-After", "8"), ("X-RateLimit-Scope", "user")),
            Answer(204));
        var call = Client(handler).RemoveMemberAsync(1, 2, null, Stop);

        await Eventually.That(() => handler.Requests.Count == 1, TimeSpan.FromSeconds(5), "the first try goes out");
        _clock.Advance(TimeSpan.FromSeconds(7.4));
        Assert.Single(handler.Requests);
        await AdvanceUntilDoneAsync(call);

        Assert.Equal(2, handler.Requests.Count);
    }

    [Fact]
    public async Task After_a_lost_answer_a_safe_call_is_repeated_and_the_error_says_so()
    {
        var handler = new ScriptedHandler(NoAnswer(), Answer(502, "<html>"), Answer(404, Unknown));
        var call = Client(handler).DeleteMessageAsync(1, 2, null, Stop);

        var error = await Assert.ThrowsAsync<DiscordApiException>(() => AdvanceUntilDoneAsync(call));

        Assert.Equal(DiscordErrorCode.UnknownMessage, error.Code);
        Assert.True(error.AfterLostAnswer);
    }

    [Fact]
    public async Task Without_a_lost_answer_unknown_means_unknown()
    {
        var error = await Assert.ThrowsAsync<DiscordApiException>(
            () => Client(new ScriptedHandler(Answer(404, Unknown))).DeleteMessageAsync(1, 2, null, Stop));

        Assert.Equal((HttpStatusCode.NotFound, 10008, false), (error.Status, error.Code, error.AfterLostAnswer));
    }

    [Fact]
    public async Task A_kick_is_never_repeated_blindly()
    {
        var handler = new ScriptedHandler(NoAnswer());

        await Assert.ThrowsAsync<HttpRequestException>(() => Client(handler).RemoveMemberAsync(1, 2, null, Stop));

        Assert.Single(handler.Requests);
    }

    [Fact]
    public async Task Trouble_that_lasts_is_reported_as_temporary()
    {
        var handler = new ScriptedHandler(Answer(500), Answer(500), Answer(500), Answer(500));
        var call = Client(handler).DeleteMessageAsync(1, 2, null, Stop);

        var error = await Assert.ThrowsAsync<DiscordApiException>(() => AdvanceUntilDoneAsync(call));

        Assert.True(error.IsTemporary);
        Assert.Equal(4, handler.Requests.Count);
    }

    [Fact]
    public async Task After_a_refused_token_nothing_more_is_sent()
    {
        var handler = new ScriptedHandler(Answer(401, """{"message": "401: Unauthorized", "code": 0}"""));
        var client = Client(handler);

        await Assert.ThrowsAsync<DiscordApiException>(() => client.GetCurrentUserAsync(Stop));
        var error = await Assert.ThrowsAsync<DiscordApiException>(() => client.GetCurrentUserAsync(Stop));

        Assert.Equal(HttpStatusCode.Unauthorized, error.Status);
        Assert.Single(handler.Requests);
    }

    [Fact]
    public async Task Numbers_may_come_as_strings_and_unknown_members_are_ignored()
    {
        var handler = new ScriptedHandler(Answer(200, """{"id": "5", "owner_id": 6, "roles": [{"id": "7", "position": "3", "permissions": "8", "new": {}}]}"""));

        var guild = await Client(handler).GetGuildAsync(5, Stop);

        Assert.Equal((5, 6L, 3, 8UL), (guild.Id, guild.OwnerId, guild.Roles![0].Position, guild.Roles[0].Permissions));
    }

    private DiscordRestClient Client(ScriptedHandler handler) => new(
        new HttpClient(handler) { BaseAddress = new Uri("http://localhost/api/v10/") },
        new RateLimiter(_clock), _clock, NullLogger<DiscordRestClient>.Instance);

    private Task AdvanceUntilDoneAsync(Task call) => Eventually.That(
        async () =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            if (call.IsCompleted)
            {
                await call;
            }

            return call.IsCompleted;
        },
        TimeSpan.FromSeconds(10), "the call ends");
}
