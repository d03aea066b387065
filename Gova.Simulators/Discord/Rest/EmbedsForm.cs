using System.Text.Json.Nodes;

namespace Gova.Simulators.Discord.Rest;

/// <summary>Checks a message's embeds: every text's length, and the sum of all of them.</summary>
internal static class EmbedsForm
{
    private const int MaxEmbeds = 10;
    private const int MaxTotal = 6_000;

    public static JsonArray? Read(RequestBody body)
    {
        var embeds = body.List("embeds");
        if (embeds?.Count > MaxEmbeds)
        {
            throw DiscordException.InvalidForm("embeds", "BASE_TYPE_MAX_LENGTH", $"Must be {MaxEmbeds} or fewer in length.");
        }

        var total = (embeds ?? []).Select((embed, index) => Length(new FormCheck($"embeds.{index}", embed))).Sum();
        return total <= MaxTotal
            ? embeds
            : throw DiscordException.InvalidForm("embeds.0", "MAX_EMBED_SIZE_EXCEEDED", $"Embed size exceeds maximum size of {MaxTotal}");
    }

    private static int Length(FormCheck embed)
    {
        var texts = new List<string?>
        {
            embed.Text("title", most: 256, least: 0),
            embed.Text("description", most: 4_096, least: 0),
            embed.Object("footer")?.Text("text", most: 2_048, required: true),
            embed.Object("author")?.Text("name", most: 256, required: true),
        };
        foreach (var field in embed.List("fields", most: 25))
        {
            texts.Add(field.Text("name", most: 256, required: true));
            texts.Add(field.Text("value", most: 1_024, required: true));
        }

        return texts.Sum(text => text?.Length ?? 0);
    }
}
