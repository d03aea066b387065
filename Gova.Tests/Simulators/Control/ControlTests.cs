using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gova.Tests.Infrastructure;
using Gova.Tests.Simulators.Discord.Gateway;

namespace Gova.Tests.Simulators.Control;

public sealed class ControlTests
{
    [Fact]
    public async Task A_burst_is_posted_whole_distinct_and_delivered_in_order()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        using var posted = await app.SendAsync(HttpMethod.Post, "/simulator/messages/burst", new { count = 500 });
        Assert.Equal(HttpStatusCode.OK, posted.StatusCode);

        var messages = (await app.ReadAsync("/simulator/messages?limit=1000"))["messages"]!.AsArray();
        Assert.Equal(500, messages.Select(message => message!["text"]!.ToString()).Distinct().Count());
        foreach (var message in messages)
        {
            Assert.Equal(message!["id"]!.ToString(), (await client.DispatchAsync("MESSAGE_CREATE"))["d"]!["id"]!.ToString());
        }
    }

    [Fact]
    public async Task A_paced_burst_answers_at_once_and_can_be_polled()
    {
        await using var app = await SimulatorApp.StartAsync();
        using var accepted = await app.SendAsync(HttpMethod.Post, "/simulator/messages/burst", new { count = 40, per_second = 200, label = "toxic" });
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        var location = accepted.Headers.Location!.ToString();
        await Eventually.That(async () => (bool)(await app.ReadAsync(location))["done"]!, TimeSpan.FromSeconds(30), "the burst ends");
        Assert.Equal(40, (int)(await app.ReadAsync(location))["posted"]!);
    }

    [Fact]
    public async Task An_edit_and_a_withdrawal_reach_the_gateway()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (client, _) = await GatewayClient.IdentifiedAsync(app);
        using var connected = client;
        var id = (await app.SayAsync("first version"))["id"]!.ToString();
        await app.SendAsync(HttpMethod.Patch, $"/simulator/messages/{id}", new { content = "second version" });
        var edited = (await client.DispatchAsync("MESSAGE_UPDATE"))["d"]!;
        Assert.Equal("second version", edited["content"]!.ToString());
        Assert.NotNull(edited["edited_timestamp"]);
        await app.SendAsync(HttpMethod.Delete, $"/simulator/messages/{id}");
        Assert.Equal(id, (await client.DispatchAsync("MESSAGE_DELETE"))["d"]!["id"]!.ToString());
        Assert.Empty(await app.EffectsAsync());
    }

    [Fact]
    public async Task Ids_carry_the_time_and_increase()
    {
        await using var app = await SimulatorApp.StartAsync();
        var before = TimeProvider.System.GetUtcNow().AddSeconds(-1);
        var ids = new List<ulong>();
        for (var number = 0; number < 5; number++)
        {
            ids.Add(ulong.Parse((await app.SayAsync("tick"))["id"]!.ToString(), System.Globalization.CultureInfo.InvariantCulture));
        }

        Assert.Equal(ids.Order().Distinct(), ids);
        Assert.True(DateTimeOffset.FromUnixTimeMilliseconds((long)(ids[0] >> 22) + 1_420_070_400_000) >= before);
    }

    [Fact]
    public async Task Unknown_members_of_a_request_and_unknown_users_are_refused()
    {
        await using var app = await SimulatorApp.StartAsync();
        using var unknownMember = await app.SendAsync(HttpMethod.Post, "/simulator/messages", new { content = "hi", colour = "red" });
        Assert.Equal(HttpStatusCode.BadRequest, unknownMember.StatusCode);
        using var unknownUser = await app.SendAsync(HttpMethod.Post, "/simulator/messages", new { content = "hi", user_id = "5" });
        Assert.Equal(HttpStatusCode.NotFound, unknownUser.StatusCode);
        var problem = await unknownUser.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken);
        Assert.Equal(10013, (int)problem!["code"]!);
    }

    [Fact]
    public async Task The_community_is_healthy_and_complete()
    {
        await using var app = await SimulatorApp.StartAsync();
        foreach (var path in new[] { "/health", "/alive" })
        {
            using var health = await app.SendAsync(HttpMethod.Get, path);
            Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        }

        var community = await app.ReadAsync("/simulator/community");
        Assert.Equal("Birchwood Makers", community["name"]!.ToString());
        Assert.Equal(8, community["channels"]!.AsArray().Count);
        Assert.True((int)community["member_count"]! >= 40);
    }
}
