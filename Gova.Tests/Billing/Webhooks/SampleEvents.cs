using System.Net.Http.Json;
using System.Text.Json;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Billing.Webhooks;

/// <summary>Events as Stripe sends them, with little in them.</summary>
internal static class SampleEvents
{
    public static object Of(
        string id, string type, string? customer = "cus_1", string objectId = "sub_1", bool isLive = false, string text = "", object? metadata = null,
        string? reference = null) => new
    {
        id,
        @object = "event",
        api_version = "2024-06-20",
        created = new FakeClock().GetUtcNow().ToUnixTimeSeconds(),
        livemode = isLive,
        type,
        data = new
        {
            @object = new
            {
                id = type == "customer.deleted" ? customer : objectId,
                @object = type == "customer.deleted" ? "customer" : "thing",
                customer,
                description = text,
                metadata,
                client_reference_id = reference,
            },
        },
    };

    /// <summary>The kind of error.</summary>
    public static async Task<string?> ProblemTypeAsync(this HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("type").GetString();
}
