using System.Text;
using System.Text.Json;
using Gova.Billing.Stripe;

namespace Gova.Billing.Webhooks;

/// <summary>An event as Stripe sent it, of which only ids are read: it may be of any version of Stripe's API, and old.</summary>
/// <param name="CustomerId">Whom it is about; null when it names nobody.</param>
/// <param name="IsLive">Whether real money moved.</param>
/// <param name="CreatedAt">By Stripe's clock.</param>
/// <param name="Payload">The whole of it.</param>
internal sealed record ReceivedEvent(string Id, string Type, string? CustomerId, bool IsLive, DateTimeOffset CreatedAt, string Payload)
{
    private const int MaxName = 255;

    /// <returns>Null when it is no event.</returns>
    public static ReceivedEvent? Parse(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            return Text(root, "id") is { Length: > 0 and <= MaxName } id && Text(root, "type") is { Length: > 0 and <= MaxName } type
                && root.TryGetProperty("created", out var created) && created.TryGetInt64(out var seconds)
                && root.TryGetProperty("data", out var data) && data.TryGetProperty("object", out var about) && about.ValueKind == JsonValueKind.Object
                ? new ReceivedEvent(
                    id, type, CustomerOf(about), root.TryGetProperty("livemode", out var live) && live.ValueKind == JsonValueKind.True,
                    DateTimeOffset.FromUnixTimeSeconds(seconds), Encoding.UTF8.GetString(body))
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>The same from a list of events.</summary>
    public static ReceivedEvent From(StripeEventMessage message, string payload) => new(
        message.Id, message.Type, CustomerOf(message.Data.Object), message.Livemode, message.Created, payload);

    private static string? CustomerOf(JsonElement about) =>
        Text(about, "object") == "customer" ? Text(about, "id")
        : !about.TryGetProperty("customer", out var customer) ? null
        : customer.ValueKind == JsonValueKind.Object ? Text(customer, "id")
        : customer.ValueKind == JsonValueKind.String ? customer.GetString()
        : null;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
