using System.Net;
using Gova.Billing.Stripe;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Billing.Stripe;

public sealed class StripeClientTests
{
    private const string Customer = """{"id":"cus_1","object":"customer","email":"a@example.org","metadata":{"user_id":"1"},"created":1732190400,"new":{"a":1}}""";

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_is_a_form_with_a_key_a_version_and_the_secret()
    {
        await using var stage = new StripeStage((_, _) => HttpServer.Answer(200, Customer));

        var customer = await stage.Client.PostAsync<StripeCustomer>(
            "customers", new() { ["metadata"] = new StripeParameters { ["user_id"] = 1 } }, "key-1", Stop);

        var request = Assert.Single(stage.Requests);
        Assert.Equal("POST /v1/customers HTTP/1.1", request.Line);
        Assert.Equal("metadata[user_id]=1", request.Body);
        Assert.Equal("application/x-www-form-urlencoded", request.Headers["content-type"]);
        Assert.Equal("Bearer sk_test_1", request.Headers["authorization"]);
        Assert.Equal("2025-02-24.acacia", request.Headers["stripe-version"]);
        Assert.Equal("key-1", request.Headers["idempotency-key"]);
        Assert.DoesNotContain("traceparent", request.Headers.Keys);
        Assert.Equal(("cus_1", "a@example.org", "1"), (customer.Id, customer.Email, customer.Metadata!["user_id"]));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1732190400), customer.Created);
    }

    [Fact]
    public async Task A_question_is_a_query_without_a_key()
    {
        await using var stage = new StripeStage((_, _) => HttpServer.Answer(200, Customer));

        await stage.Client.GetAsync<StripeCustomer>("customers/cus_1", new() { ["expand"] = new[] { "a b" } }, Stop);

        var request = Assert.Single(stage.Requests);
        Assert.Equal("GET /v1/customers/cus_1?expand[0]=a%20b HTTP/1.1", request.Line);
        Assert.DoesNotContain("idempotency-key", request.Headers.Keys);
    }

    [Theory]
    [InlineData(409)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task What_may_pass_is_repeated_under_one_key_and_ever_later(int status)
    {
        await using var stage = new StripeStage((_, number) => number < 4 ? HttpServer.Answer(status, "{}") : HttpServer.Answer(200, Customer));

        await stage.Client.PostAsync<StripeCustomer>("customers", null, null, Stop);

        Assert.Equal(4, stage.Requests.Count);
        Assert.Single(stage.Requests.Select(r => r.Headers["idempotency-key"]).Distinct());
        Assert.All(Enumerable.Range(1, 3), i => Assert.InRange(
            (stage.Times[i] - stage.Times[i - 1]).TotalSeconds, 0.25 * Math.Pow(2, i - 1), 30));
    }

    [Fact]
    public async Task Every_call_has_a_key_of_its_own_unless_given()
    {
        await using var stage = new StripeStage((_, _) => HttpServer.Answer(200, Customer));

        await stage.Client.PostAsync<StripeCustomer>("customers", null, null, Stop);
        await stage.Client.PostAsync<StripeCustomer>("customers", null, null, Stop);

        Assert.Equal(2, stage.Requests.Select(r => r.Headers["idempotency-key"]).Distinct().Count());
    }

    [Fact]
    public async Task After_four_attempts_it_is_over_and_nobody_else_repeats()
    {
        await using var stage = new StripeStage((_, _) => HttpServer.Answer(500, """{"error":{"type":"api_error","message":"Sorry"}}""", "Request-Id: req_1\r\n"));

        var error = await Assert.ThrowsAsync<StripeException>(() => stage.Client.GetAsync<StripeCustomer>("customers/cus_1", null, Stop));

        Assert.Equal(4, stage.Requests.Count);
        Assert.Equal((StripeErrorKind.Api, HttpStatusCode.InternalServerError, "api_error", "req_1"), (error.Kind, error.Status, error.Type, error.RequestId));
        Assert.True(error.IsTemporary);
    }

    [Fact]
    public async Task Stripe_says_when_to_come_again()
    {
        await using var stage = new StripeStage((_, number) => number == 1 ? HttpServer.Answer(429, "{}", "Retry-After: 7\r\n") : HttpServer.Answer(200, Customer));

        await stage.Client.GetAsync<StripeCustomer>("customers/cus_1", null, Stop);

        Assert.InRange((stage.Times[1] - stage.Times[0]).TotalSeconds, 7, 40);
    }

    [Fact]
    public async Task What_would_take_too_long_is_not_waited_for()
    {
        await using var stage = new StripeStage((_, _) => HttpServer.Answer(429, "{}", "Retry-After: 60\r\n"));

        var error = await Assert.ThrowsAsync<StripeException>(() => stage.Client.GetAsync<StripeCustomer>("customers/cus_1", null, Stop));

        Assert.Single(stage.Requests);
        Assert.Equal((StripeErrorKind.RateLimit, TimeSpan.FromSeconds(60)), (error.Kind, error.RetryAfter));
    }

    [Fact]
    public async Task Stripes_own_advice_about_another_attempt_counts_most()
    {
        await using var never = new StripeStage((_, _) => HttpServer.Answer(500, "{}", "Stripe-Should-Retry: false\r\n"));
        await using var again = new StripeStage((_, number) => number == 1 ? HttpServer.Answer(400, "{}", "Stripe-Should-Retry: true\r\n") : HttpServer.Answer(200, Customer));

        await Assert.ThrowsAsync<StripeException>(() => never.Client.GetAsync<StripeCustomer>("customers/cus_1", null, Stop));
        await again.Client.GetAsync<StripeCustomer>("customers/cus_1", null, Stop);

        Assert.Single(never.Requests);
        Assert.Equal(2, again.Requests.Count);
    }

    [Fact]
    public async Task A_lost_answer_and_one_that_cannot_be_read_are_asked_for_again()
    {
        await using var stage = new StripeStage((_, number) => number switch { 1 => "", 2 => HttpServer.Answer(200, "<html>"), _ => HttpServer.Answer(200, Customer) });

        await stage.Client.PostAsync<StripeCustomer>("customers", null, "key-1", Stop);

        Assert.Equal(["key-1", "key-1", "key-1"], stage.Requests.Select(r => r.Headers["idempotency-key"]));
    }

    [Fact]
    public async Task Who_does_not_answer_in_time_does_not_answer()
    {
        StripeStage? told = null;
        await using var stage = told = new StripeStage(async (_, _, stop) =>
        {
            told!.Clock.PassDeadlines();
            await Task.Delay(Timeout.Infinite, stop);
            return "";
        });

        var error = await Assert.ThrowsAsync<StripeException>(() => stage.Client.GetAsync<StripeCustomer>("customers/cus_1", null, Stop));

        Assert.Equal(StripeErrorKind.Connection, error.Kind);
        Assert.Equal(2, stage.Requests.Count);
    }

    [Theory]
    [InlineData(400, "invalid_request_error", "parameter_unknown", StripeErrorKind.InvalidRequest)]
    [InlineData(400, "idempotency_error", null, StripeErrorKind.Idempotency)]
    [InlineData(401, "invalid_request_error", null, StripeErrorKind.Authentication)]
    [InlineData(402, "card_error", "card_declined", StripeErrorKind.Card)]
    [InlineData(403, "invalid_request_error", null, StripeErrorKind.Authentication)]
    [InlineData(404, "invalid_request_error", "resource_missing", StripeErrorKind.InvalidRequest)]
    internal async Task What_Stripe_refuses_is_told_apart_and_not_repeated(int status, string type, string? code, StripeErrorKind kind)
    {
        var body = $$$"""{"error":{"type":"{{{type}}}","code":{{{(code is null ? "null" : $"\"{code}\"")}}},"message":"No","param":"email","doc_url":"x"}}""";
        await using var stage = new StripeStage((_, _) => HttpServer.Answer(status, body));

        var error = await Assert.ThrowsAsync<StripeException>(() => stage.Client.PostAsync<StripeCustomer>("customers", null, null, Stop));

        Assert.Single(stage.Requests);
        Assert.Equal((kind, type, code, "email"), (error.Kind, error.Type, error.Code, error.Param));
        Assert.False(error.IsTemporary);
        Assert.Equal(code == "resource_missing", error.IsMissing);
        Assert.DoesNotContain("sk_test", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_is_read_to_its_end_page_by_page()
    {
        await using var stage = new StripeStage((request, _) => HttpServer.Answer(200, request.Line switch
        {
            var line when line.Contains("starting_after=cus_2", StringComparison.Ordinal) => """{"data":[{"id":"cus_3"}],"has_more":false}""",
            _ => """{"data":[{"id":"cus_1"},{"id":"cus_2"}],"has_more":true}""",
        }));

        var all = await stage.Client.ListAsync<StripeCustomer>("customers", new() { ["email"] = "a@b" }, Stop).ToListAsync(Stop);

        Assert.Equal(["cus_1", "cus_2", "cus_3"], all.Select(c => c.Id));
        Assert.Equal(
            ["GET /v1/customers?limit=100&email=a%40b HTTP/1.1", "GET /v1/customers?limit=100&starting_after=cus_2&email=a%40b HTTP/1.1"],
            stage.Requests.Select(r => r.Line));
    }

    [Fact]
    public async Task References_are_ids_or_the_things_themselves()
    {
        const string session =
            """{"id":"cs_1","status":"complete","url":null,"expires_at":1,"customer":{"id":"cus_1","object":"customer"},"subscription":"sub_1","client_reference_id":null}""";
        await using var stage = new StripeStage((_, _) => HttpServer.Answer(200, session));

        var read = await stage.Client.GetAsync<StripeCheckoutSession>("checkout/sessions/cs_1", null, Stop);

        Assert.Equal(("cus_1", "sub_1", null), (read.Customer, read.Subscription, read.Url));
    }

    [Fact]
    public async Task Without_a_key_nobody_is_asked()
    {
        await using var stage = new StripeStage((_, _) => HttpServer.Answer(200, Customer), ("Stripe:SecretKey", ""));

        var error = await Assert.ThrowsAsync<StripeException>(() => stage.Client.GetAsync<StripeCustomer>("customers/cus_1", null, Stop));

        Assert.Equal(StripeErrorKind.NotConfigured, error.Kind);
        Assert.Empty(stage.Requests);
    }
}
