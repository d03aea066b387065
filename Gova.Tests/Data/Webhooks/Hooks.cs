using Gova.Data.Webhooks;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Data.Webhooks;

/// <summary>Endpoints for tests that care about something else.</summary>
internal static class Hooks
{
    public static async Task<WebhookEndpoint> AddAsync(
        TestDatabase database, Guid moderatorId, DateTimeOffset at, string url = "https://example.org/", params string[] eventTypes)
    {
        var webhook = new WebhookEndpoint
        {
            EndpointId = Guid.CreateVersion7(at),
            ModeratorId = moderatorId,
            Url = url,
            Secret = [1],
            KeyId = "one",
            EventTypes = eventTypes.Length == 0 ? [.. WebhookEvents.Families] : eventTypes,
            IsEnabled = true,
            CreatedAt = at,
            UpdatedAt = at,
        };
        await using var db = database.CreateContext();
        db.Add(webhook);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return webhook;
    }
}
