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

    /// <summary>By subscription.</summary>
    public ConcurrentDictionary<string, JsonArray> OpenInvoices { get; } = [];

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

    public static JsonObject Invoice(string id, DateTimeOffset created) => new()
    {
        ["id"] = id,
        ["object"] = "invoice",
        ["status"] = "open",
        ["currency"] = "usd",
        ["total"] = 1_500,
        ["amount_due"] = 1_500,
        ["amount_paid"] = 0,
        ["created"] = created.ToUnixTimeSeconds(),
        ["period_start"] = created.ToUnixTimeSeconds(),
        ["period_end"] = created.ToUnixTimeSeconds(),
    };

    public void Has(string customer, params JsonObject[] subscriptions) => Subscriptions[customer] = [.. subscriptions];

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static JsonObject List(JsonArray? objects) =>
        new() { ["object"] = "list", ["has_more"] = false, ["data"] = objects?.DeepClone() ?? new JsonArray() };

    private async Task<string> AnswerAsync(ReceivedRequest request, CancellationToken cancellationToken)
    {
        if (Before is { } before && await before(request) is { } instead)
        {
            return instead;
        }

        var uri = new Uri(Url, request.Line.Split(' ')[1]);
        var query = HttpUtility.ParseQueryString(uri.Query);
        var answer = (uri.AbsolutePath, query["customer"], query["subscription"]) switch
        {
            ("/v1/subscriptions", { } customer, _) => List(Subscriptions.GetValueOrDefault(customer)),
            ("/v1/invoices", _, { } subscription) => List(OpenInvoices.GetValueOrDefault(subscription)),
            _ => Objects.GetValueOrDefault(uri.AbsolutePath["/v1/".Length..]),
        };
        return answer is null
            ? HttpServer.Answer(404, """{"error":{"type":"invalid_request_error","code":"resource_missing","message":"No such thing"}}""")
            : HttpServer.Answer(200, answer.ToJsonString());
    }
}
