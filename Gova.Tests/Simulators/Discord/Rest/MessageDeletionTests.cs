using System.Net;
using Gova.Tests.Simulators.Discord.Gateway;

namespace Gova.Tests.Simulators.Discord.Rest;

public sealed class MessageDeletionTests
{
    private const string BulkDelete = $"{RestCall.Api}/channels/{RestCall.Channel}/messages/bulk-delete";

    [Fact]
    public async Task Many_messages_are_deleted_in_one_event_and_one_log_entry()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        var ids = new List<string>();
        for (var number = 0; number < 3; number++)
        {
            ids.Add((await app.SayAsync($"raid {number}"))["id"]!.ToString());
        }

        Assert.Equal(HttpStatusCode.NoContent, (await app.RestAsync(HttpMethod.Post, BulkDelete, new { messages = ids })).Status);
        var gone = (await client.DispatchAsync("MESSAGE_DELETE_BULK"))["d"]!["ids"]!.AsArray();
        Assert.Equal(ids, gone.Select(id => id!.ToString()));
        var entry = (await client.DispatchAsync("GUILD_AUDIT_LOG_ENTRY_CREATE"))["d"]!;
        Assert.Equal((73, "3"), ((int)entry["action_type"]!, entry["options"]!["count"]!.ToString()));
        Assert.Equal(3, (await app.EffectsAsync()).Count);
    }

    [Fact]
    public async Task Too_few_too_many_repeated_or_too_old_messages_are_refused()
    {
        await using var app = await SimulatorApp.StartAsync();
        var id = (await app.SayAsync("young"))["id"]!.ToString();
        var old = IdAt(TimeProvider.System.GetUtcNow().AddDays(-15));
        await app.RefusedAsync(HttpMethod.Post, BulkDelete, HttpStatusCode.BadRequest, 50016, new { messages = new[] { id } });
        await app.RefusedAsync(HttpMethod.Post, BulkDelete, HttpStatusCode.BadRequest, 50016, new { messages = Enumerable.Range(1, 101).Select(n => $"{n}") });
        await app.RefusedAsync(HttpMethod.Post, BulkDelete, HttpStatusCode.BadRequest, 50035, new { messages = new[] { id, id } });
        await app.RefusedAsync(HttpMethod.Post, BulkDelete, HttpStatusCode.BadRequest, 50034, new { messages = new[] { id, old } });
        Assert.Empty(await app.EffectsAsync());
    }

    private static string IdAt(DateTimeOffset time) => $"{(ulong)(time.ToUnixTimeMilliseconds() - 1_420_070_400_000) << 22}";
}
