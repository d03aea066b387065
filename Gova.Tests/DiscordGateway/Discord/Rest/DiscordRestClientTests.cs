using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;
using Gova.DiscordGateway.Discord.Rest.RateLimits;
using Gova.Tests.Infrastructure;
using Microsoft.Extensions.Diagnostics.HealthChecks;
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

        await Eventually.That(() => handler.Requests.Count == 1, TimeSpan.FromSeconds(30), "the first try goes out");
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

    [Theory]
    [InlineData(401, null, true)]
    [InlineData(403, null, true)]
    [InlineData(429, "user", true)]
    [InlineData(429, "global", true)]
    [InlineData(429, "shared", false)]
    [InlineData(404, null, false)]
    [InlineData(400, null, false)]
    public async Task Refused_calls_are_counted_and_those_that_count_end_the_sending_before_Discord_bans_the_address(int status, string? scope, bool counts)
    {
        (string, string)[] headers = scope is null ? [] : [("X-RateLimit-Scope", scope)];
        var handler = new ScriptedHandler(Answer(status, """{"retry_after": 0}""", headers), Answer(200), Answer(200));
        var limits = new RateLimiter(_clock, maxRefusedCalls: 1);
        var client = Client(handler, limits);

        await client.DeleteMessageAsync(1, 2, null, Stop).ContinueWith(_ => { }, TaskScheduler.Default);
        var second = await Record.ExceptionAsync(() => client.DeleteMessageAsync(1, 2, null, Stop));

        Assert.Equal(counts, second is DiscordApiException { NotSent: true });
        Assert.Equal(counts, handler.Requests.Count == 1);
        Assert.Equal(counts, limits.Refused.Pause is not null);
        var health = await new RestHealth(limits).CheckHealthAsync(new HealthCheckContext(), Stop);
        Assert.Equal(status == 401 ? HealthStatus.Unhealthy : counts ? HealthStatus.Degraded : HealthStatus.Healthy, health.Status);
    }

    [Fact]
    public async Task Ten_minutes_after_the_refusals_calls_go_again()
    {
        var handler = new ScriptedHandler(Answer(403), Answer(200));
        var client = Client(handler, new RateLimiter(_clock, maxRefusedCalls: 1));
        await Assert.ThrowsAsync<DiscordApiException>(() => client.DeleteMessageAsync(1, 2, null, Stop));

        _clock.Advance(TimeSpan.FromMinutes(10));
        await client.DeleteMessageAsync(1, 2, null, Stop);

        Assert.Equal(2, handler.Requests.Count);
    }

    [Fact]
    public async Task A_proxys_429_is_about_the_address_and_stops_everything()
    {
        var handler = new ScriptedHandler(Answer(429, "<html>error code: 1015</html>", ("Retry-After", "60")), Answer(200), Answer(200));
        var client = Client(handler);
        var refused = client.DeleteMessageAsync(1, 2, null, Stop);
        await Eventually.That(() => handler.Requests.Count == 1, TimeSpan.FromSeconds(30), "the first try goes out");

        var elsewhere = client.GetGuildAsync(9, Stop);
        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Single(handler.Requests);
        await AdvanceUntilDoneAsync(Task.WhenAll(refused, elsewhere));

        Assert.Equal(3, handler.Requests.Count);
    }

    [Fact]
    public async Task An_interaction_that_Discord_no_longer_knows_is_not_answered_again()
    {
        var handler = new ScriptedHandler(Answer(404, """{"message": "Unknown interaction", "code": 10062}"""));
        var client = Client(handler);
        var interaction = new Interaction(5, 6, Type: 2, Token: "t");

        Assert.False(await client.AnswerAsync(interaction, InteractionCallback.Defer, Stop));
        Assert.False(await client.AnswerAsync(interaction, InteractionCallback.Defer, Stop));

        Assert.Single(handler.Requests);
    }

    [Fact]
    public async Task Every_call_is_measured_by_route_with_its_status_and_its_wait()
    {
        var measured = new ConcurrentQueue<string>();
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, meters) =>
            {
                if (instrument.Name.StartsWith("gova.discord.rest.", StringComparison.Ordinal))
                {
                    meters.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
            measured.Enqueue($"{instrument.Name} {string.Join(' ', tags.ToArray().Select(tag => tag.Value))}"));
        meters.Start();

        await Client(new ScriptedHandler(Answer(200, """{"id": "1"}"""))).GetGuildAsync(1, Stop);

        Assert.Contains("gova.discord.rest.duration GET guilds 200", measured);
        Assert.Contains("gova.discord.rest.bucket_wait GET guilds", measured);
    }

    [Fact]
    public async Task A_cancelled_call_leaves_its_queue_to_the_next()
    {
        var handler = new ScriptedHandler(Answer(204));
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var client = Client(handler);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.DeleteMessageAsync(1, 2, null, cancelled.Token));
        await client.DeleteMessageAsync(1, 3, null, Stop);

        Assert.Single(handler.Requests);
    }

    private DiscordRestClient Client(ScriptedHandler handler, RateLimiter? limits = null) => new(
        new HttpClient(handler) { BaseAddress = new Uri("http://localhost/api/v10/") },
        limits ?? new RateLimiter(_clock), _clock, NullLogger<DiscordRestClient>.Instance);

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
        TimeSpan.FromSeconds(30), "the call ends");
}
