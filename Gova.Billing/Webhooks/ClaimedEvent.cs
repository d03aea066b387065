using System.Text.Json;

namespace Gova.Billing.Webhooks;

/// <summary>An event that this host holds until its lease ends.</summary>
/// <param name="Payload">Null once it was emptied.</param>
/// <param name="Attempt">The number of this claim; it fences the outcome against a later claim.</param>
internal sealed record ClaimedEvent(
    string EventId, string Type, string? CustomerId, string? Payload, short Attempt, DateTimeOffset ReceivedAt)
{
    /// <summary>A text of the object that it is about, by its path; null when there is none.</summary>
    public string? Text(params ReadOnlySpan<string> path)
    {
        if (Payload is null)
        {
            return null;
        }

        using var document = JsonDocument.Parse(Payload);
        var element = document.RootElement.GetProperty("data").GetProperty("object");
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
    }
}
