using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Web;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Billing;

/// <summary>A Stripe that has what a test tells it, and fails when told.</summary>
internal sealed class ScriptedStripe : IAsyncDisposable
{
    private readonly HttpServer _server;

    public ScriptedStripe() => _server = new HttpServer(AnswerAsync);

    public Uri Url => _server.Url;

    /// <summary>By customer.</summary>
    public ConcurrentDictionary<string, JsonArray> Subscriptions { get; } = [];

    /// <summary>Other objects, by their path behind <c>/v1/</c>.</summary>
    public ConcurrentDictionary<string, JsonNode> Objects { get; } = [];

    /// <summary>Runs before each answer; what it returns is answered instead.</summary>
    public Func<ReceivedRequest, Task<string?>>? Before { get; set; }

    public IEnumerable<ReceivedRequest> Requests => _server.Requests;

    public static JsonObject Subscription(
        string id, string status, DateTimeOffset start, DateTimeOffset? trialEnd = null, bool cancelAtPeriodEnd = false, DateTimeOffset? endedAt = null) => new()
    {
        ["id"] = id,
        ["object"] = "subscription",
        ["customer"] = "cus_1",
        ["status"] = status,
        ["created"] = start.ToUnixTimeSeconds(),
        ["current_period_start"] = start.ToUnixTimeSeconds(),
        ["current_period_end"] = start.AddMonths(1).ToUnixTimeSeconds(),
        ["trial_end"] = trialEnd?.ToUnixTimeSeconds(),
        ["cancel_at_period_end"] = cancelAtPeriodEnd,
        ["ended_at"] = endedAt?.ToUnixTimeSeconds(),
        ["items"] = new JsonObject
        {
            ["object"] = "list",
            ["has_more"] = false,
            ["data"] = new JsonArray(new JsonObject
            {
                ["id"] = "si_1",
                ["price"] = new JsonObject { ["id"] = "price_month", ["recurring"] = new JsonObject { ["interval"] = "month", ["interval_count"] = 1 } },
            }),
        },
    };

    public void Has(string customer, params JsonObject[] subscriptions) => Subscriptions[customer] = [.. subscriptions];

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task<string> AnswerAsync(ReceivedRequest request, CancellationToken cancellationToken)
    {
        if (Before is { } before && await before(request) is { } instead)
        {
            return instead;
        }

        var uri = new Uri(Url, request.Line.Split(' ')[1]);
        var customer = HttpUtility.ParseQueryString(uri.Query)["customer"];
        var answer = uri.AbsolutePath == "/v1/subscriptions" && customer is not null
            ? new JsonObject { ["object"] = "list", ["has_more"] = false, ["data"] = Subscriptions.GetValueOrDefault(customer)?.DeepClone() ?? new JsonArray() }
            : Objects.GetValueOrDefault(uri.AbsolutePath["/v1/".Length..]);
        return answer is null
            ? HttpServer.Answer(404, """{"error":{"type":"invalid_request_error","code":"resource_missing","message":"No such thing"}}""")
            : HttpServer.Answer(200, answer.ToJsonString());
    }
}
