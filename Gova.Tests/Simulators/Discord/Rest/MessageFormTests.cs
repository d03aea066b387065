using System.Net;
using System.Text.Json.Nodes;

namespace Gova.Tests.Simulators.Discord.Rest;

public sealed class MessageFormTests
{
    private const string Messages = $"{RestCall.Api}/channels/{RestCall.Channel}/messages";

    [Theory]
    [InlineData("""{"embeds":[{"title":"%257%"}]}""", "embeds.0.title")]
    [InlineData("""{"embeds":[{"title":"a"},{"description":"%4097%"}]}""", "embeds.1.description")]
    [InlineData("""{"embeds":[{"fields":[{"name":"n","value":"v"},{"name":"n","value":"%1025%"}]}]}""", "embeds.0.fields.1.value")]
    [InlineData("""{"embeds":[{"description":"%4000%"},{"description":"%2001%"}]}""", "embeds.0")]
    [InlineData("""{"content":"a","components":[{"type":2,"style":1,"label":"x","custom_id":"x"}]}""", "components.0.type")]
    [InlineData("""{"content":"a","components":[{"type":1,"components":[{"type":2,"style":1,"label":"x","custom_id":"%101%"}]}]}""", "components.0.components.0.custom_id")]
    [InlineData("""{"content":"a","components":[{"type":1,"components":[{"type":2,"style":1,"label":"x"}]}]}""", "components.0.components.0.custom_id")]
    [InlineData("""{"content":"a","components":[{"type":1,"components":[{"type":2,"style":1,"label":"x","custom_id":"same"},{"type":2,"style":1,"label":"y","custom_id":"same"}]}]}""", "components.0.components.1.custom_id")]
    [InlineData("""{"content":"a","components":[{"type":1,"components":[]}]}""", "components.0.components")]
    public async Task What_does_not_fit_is_refused_at_its_place(string body, string path)
    {
        await using var app = await SimulatorApp.StartAsync();
        var (status, answer) = await app.RestAsync(HttpMethod.Post, Messages, JsonNode.Parse(Lengthen(body)));
        Assert.Equal((HttpStatusCode.BadRequest, 50035), (status, (int)answer!["code"]!));
        var at = path.Split('.').Aggregate(answer["errors"], (node, part) => node?[part]);
        Assert.NotEmpty(at!["_errors"]!.AsArray());
    }

    [Fact]
    public async Task A_message_with_an_embed_and_buttons_is_posted_and_its_author_may_change_it()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (_, posted) = await app.RestAsync(HttpMethod.Post, Messages, new
        {
            embeds = new[] { new { title = "Review", fields = new[] { new { name = "Score", value = "0.9" } } } },
            components = new[] { new { type = 1, components = new[] { new { type = 2, style = 3, label = "Approve", custom_id = "approve:1" } } } },
        });
        Assert.Equal("approve:1", posted!["components"]![0]!["components"]![0]!["custom_id"]!.ToString());

        var (_, changed) = await app.RestAsync(HttpMethod.Patch, $"{Messages}/{posted["id"]}", new { content = "Done", components = Array.Empty<object>() });
        Assert.Equal(("Done", 0), (changed!["content"]!.ToString(), changed["components"]!.AsArray().Count));
        Assert.Equal("Review", changed["embeds"]![0]!["title"]!.ToString());
        Assert.NotNull(changed["edited_timestamp"]);
    }

    [Fact]
    public async Task What_others_wrote_cannot_be_changed()
    {
        await using var app = await SimulatorApp.StartAsync();
        var id = (await app.SayAsync("mine alone"))["id"];
        await app.RefusedAsync(HttpMethod.Patch, $"{Messages}/{id}", HttpStatusCode.Forbidden, 50005, new { content = "no" });
    }

    private static string Lengthen(string body) =>
        System.Text.RegularExpressions.Regex.Replace(body, "%([0-9]+)%", match => new string('a', int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)));
}
