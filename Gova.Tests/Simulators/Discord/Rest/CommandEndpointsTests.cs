using System.Net;
using System.Text.Json.Nodes;

namespace Gova.Tests.Simulators.Discord.Rest;

public sealed class CommandEndpointsTests
{
    private const string Application = $"{RestCall.Api}/applications/100000000000000002";
    private const string Commands = $"{Application}/commands";

    [Fact]
    public async Task Overwriting_keeps_the_ids_of_what_stays_and_drops_the_rest()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (_, first) = await app.RestAsync(HttpMethod.Put, Commands, new object[] { Slash("warn"), Slash("ban") });
        var (_, second) = await app.RestAsync(HttpMethod.Put, Commands, new object[] { Slash("warn"), new { name = "Report to moderators", type = 3 } });
        Assert.Equal(first![0]!["id"]!.ToString(), second![0]!["id"]!.ToString());
        var (_, listed) = await app.RestAsync(HttpMethod.Get, Commands);
        Assert.Equal(["warn", "Report to moderators"], listed!.AsArray().Select(command => command!["name"]!.ToString()));
        Assert.Equal("1099511627776", listed[0]!["default_member_permissions"]!.ToString());
    }

    [Fact]
    public async Task A_guilds_commands_are_its_own_and_can_be_added_changed_and_removed()
    {
        await using var app = await SimulatorApp.StartAsync();
        const string own = $"{Application}/guilds/{SimulatorApp.DemoGuild}/commands";
        var (created, command) = await app.RestAsync(HttpMethod.Post, own, Slash("local"));
        var (replaced, again) = await app.RestAsync(HttpMethod.Post, own, Slash("local"));
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (created, replaced));
        Assert.Equal(command!["id"]!.ToString(), again!["id"]!.ToString());
        Assert.Empty((await app.RestAsync(HttpMethod.Get, Commands)).Body!.AsArray());

        var (_, changed) = await app.RestAsync(HttpMethod.Patch, $"{own}/{command["id"]}", new { description = "Another one" });
        Assert.Equal("Another one", changed!["description"]!.ToString());
        Assert.Equal(HttpStatusCode.NoContent, (await app.RestAsync(HttpMethod.Delete, $"{own}/{command["id"]}")).Status);
        await app.RefusedAsync(HttpMethod.Get, $"{own}/{command["id"]}", HttpStatusCode.NotFound, 10063);
    }

    [Theory]
    [InlineData("""{"name":"Warn","description":"d"}""", "name")]
    [InlineData("""{"name":"two words","description":"d"}""", "name")]
    [InlineData("""{"name":"a23456789012345678901234567890123","description":"d"}""", "name")]
    [InlineData("""{"name":"warn"}""", "description")]
    [InlineData("""{"name":"Report","type":3,"description":"d"}""", "description")]
    [InlineData("""{"name":"warn","description":"d","type":4}""", "type")]
    [InlineData("""{"name":"warn","description":"d","default_member_permissions":"kick"}""", "default_member_permissions")]
    [InlineData("""{"name":"warn","description":"d","options":[{"type":12,"name":"a","description":"d"}]}""", "options.0.type")]
    [InlineData("""{"name":"warn","description":"d","options":[{"type":3,"name":"a","description":"d"},{"type":3,"name":"b","description":"d","required":true}]}""", "options.1.required")]
    [InlineData("""{"name":"warn","description":"d","options":[{"type":1,"name":"a","description":"d","options":[{"type":2,"name":"b","description":"d"}]}]}""", "options.0.options.0.type")]
    [InlineData("""{"name":"warn","description":"d","options":[{"type":3,"name":"a","description":"d","choices":[{"name":"","value":"x"}]}]}""", "options.0.choices.0.name")]
    public async Task A_command_that_breaks_a_rule_is_refused_at_its_place(string command, string path)
    {
        await using var app = await SimulatorApp.StartAsync();
        var (status, answer) = await app.RestAsync(HttpMethod.Put, Commands, new[] { JsonNode.Parse(command) });
        Assert.Equal((HttpStatusCode.BadRequest, 50035), (status, (int)answer!["code"]!));
        var at = path.Split('.').Prepend("0").Aggregate(answer["errors"], (node, part) => node?[part]);
        Assert.NotEmpty(at!["_errors"]!.AsArray());
    }

    [Fact]
    public async Task Commands_of_another_application_are_not_the_bots_to_change()
    {
        await using var app = await SimulatorApp.StartAsync();
        await app.RefusedAsync(HttpMethod.Get, $"{RestCall.Api}/applications/5/commands", HttpStatusCode.Forbidden, 20012);
        await app.RefusedAsync(HttpMethod.Put, Commands, HttpStatusCode.BadRequest, 50035, new[] { Slash("twin"), Slash("twin") });
    }

    private static object Slash(string name) =>
        new { name, description = "Does it", default_member_permissions = "1099511627776", options = new[] { new { type = 6, name = "user", description = "Whom", required = true } } };
}
