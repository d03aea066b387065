using System.Globalization;
using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Discord.Rest;

/// <summary>Query parameters, refused in Discord's words when they do not fit.</summary>
internal static class Query
{
    public static int Limit(HttpRequest request, int usual, int most)
    {
        var text = request.Query["limit"].ToString();
        if (text.Length == 0)
        {
            return usual;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit))
        {
            throw DiscordException.InvalidForm("limit", "NUMBER_TYPE_COERCE", $"Value \"{text}\" is not int.");
        }

        return limit >= 1 && limit <= most
            ? limit
            : throw DiscordException.InvalidForm("limit", "NUMBER_TYPE_MAX", $"int value should be between 1 and {most}.");
    }

    public static Snowflake? Id(HttpRequest request, string name)
    {
        var text = request.Query[name].ToString();
        if (text.Length == 0)
        {
            return null;
        }

        return Snowflake.TryParse(text, out var id)
            ? id
            : throw DiscordException.InvalidForm(name, "NUMBER_TYPE_COERCE", $"Value \"{text}\" is not snowflake.");
    }
}
