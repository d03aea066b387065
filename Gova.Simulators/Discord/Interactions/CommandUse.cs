using System.Text.Json;
using System.Text.Json.Nodes;
using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Discord.Interactions;

/// <summary>
/// Fills a command in as a user's client does: only with what the bot registered, each option of its type, and whom it names resolved.
/// </summary>
internal sealed class CommandUse(Command command, Guild? guild, DiscordWorld world)
{
    private const int Subcommand = 1;
    private readonly Resolution resolution = new(guild, world);

    /// <param name="path">The subcommand group and subcommand, where there are any.</param>
    /// <param name="focused">The option being typed when this only asks for suggestions.</param>
    public JsonObject Fill(IReadOnlyList<string> path, IReadOnlyDictionary<string, JsonElement> given, string? focused)
    {
        var options = Nested(command.Options, path, given, focused);
        var data = Start();
        if (options.Count > 0)
        {
            data["options"] = options;
        }

        return WithResolved(data);
    }

    /// <summary>A context menu's target: a member or a message.</summary>
    public JsonObject Aim(Snowflake target)
    {
        var data = Start();
        data["target_id"] = target;
        if (command.Type == CommandType.User)
        {
            resolution.AddUser(target);
        }
        else
        {
            resolution.AddMessage(target);
        }

        return WithResolved(data);
    }

    private JsonObject Start()
    {
        var data = new JsonObject { ["id"] = command.Id, ["name"] = command.Name, ["type"] = (int)command.Type };
        if (command.GuildId is { } owner)
        {
            data["guild_id"] = owner;
        }

        return data;
    }

    private JsonObject WithResolved(JsonObject data)
    {
        if (resolution.Found.Count > 0)
        {
            data["resolved"] = resolution.Found;
        }

        return data;
    }

    private JsonArray Nested(JsonArray options, IReadOnlyList<string> path, IReadOnlyDictionary<string, JsonElement> given, string? focused)
    {
        if (path.Count == 0)
        {
            return options.Any(option => (int)option!["type"]! <= Subcommand + 1) ? throw Refused("a subcommand is needed") : Leaves(options, given, focused);
        }

        var chosen = options.FirstOrDefault(option => option!["name"]!.ToString() == path[0] && (int)option["type"]! <= Subcommand + 1)
            ?? throw Refused($"there is no subcommand {path[0]}");
        return [new JsonObject
        {
            ["name"] = path[0],
            ["type"] = chosen["type"]!.DeepClone(),
            ["options"] = Nested(chosen["options"] as JsonArray ?? [], [.. path.Skip(1)], given, focused),
        }];
    }

    private JsonArray Leaves(JsonArray options, IReadOnlyDictionary<string, JsonElement> given, string? focused)
    {
        var known = options.ToDictionary(option => option!["name"]!.ToString(), option => option!.AsObject());
        if (given.Keys.FirstOrDefault(name => !known.ContainsKey(name)) is { } unknown)
        {
            throw Refused($"there is no option {unknown}");
        }

        var missing = known.Values.FirstOrDefault(option => (bool?)option["required"] == true && !given.ContainsKey(option["name"]!.ToString()));
        if (missing is not null && focused is null)
        {
            throw Refused($"the option {missing["name"]} is required");
        }

        return [.. known.Where(option => given.ContainsKey(option.Key)).Select(option => Leaf(option.Value, given[option.Key], option.Key == focused))];
    }

    private JsonObject Leaf(JsonObject option, JsonElement value, bool focused)
    {
        var leaf = new JsonObject { ["name"] = option["name"]!.DeepClone(), ["type"] = option["type"]!.DeepClone() };
        leaf["value"] = focused ? JsonNode.Parse(value.GetRawText()) : OptionValue.Check(option, value, resolution);
        if (focused)
        {
            leaf["focused"] = true;
        }

        return leaf;
    }

    private DiscordException Refused(string why) =>
        DiscordException.InvalidForm("options", "COMMAND_USE", $"/{command.Name}: {why}.");
}
