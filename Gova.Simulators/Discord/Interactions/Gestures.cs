using System.Text.Json;
using System.Text.Json.Nodes;
using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Discord.Interactions;

/// <summary>What users do with the bot's commands, buttons and modals, refused where a client would not offer it. Callers hold the world's lock.</summary>
internal sealed class Gestures(DiscordWorld world, CommandRegistry commands, InteractionDesk desk)
{
    private const int FirstMenu = 3;

    /// <param name="typed">The command's name with its subcommands: <c>gova history</c>.</param>
    public Interaction Use(Place place, string typed, CommandGesture gesture)
    {
        var guild = place.Channel.Guild;
        var (command, path) = FindCommand(typed, guild?.Id);
        if (!gesture.AllowedByStaff && !IsOffered(command, guild, place.User))
        {
            throw DiscordException.MissingPermissions;
        }

        var use = new CommandUse(command, guild, world);
        var data = gesture.TargetId is { } target ? use.Aim(target) : use.Fill(path, gesture.Options, gesture.Focused);
        return Send(place, gesture.Focused is null ? InteractionType.Command : InteractionType.Autocomplete, data);
    }

    /// <summary>Presses a button or chooses from a menu that is there and enabled.</summary>
    public Interaction Press(Place place, Message source, string customId, IReadOnlyList<string>? values)
    {
        var component = (source.Contents.Components ?? [])
            .SelectMany(row => row!["components"] as JsonArray ?? [])
            .FirstOrDefault(component => component?["custom_id"]?.ToString() == customId);
        if (component is null || (bool?)component["disabled"] == true)
        {
            throw DiscordException.InvalidForm("custom_id", "COMPONENT_VALIDATION_FAILED", "The message has no such component that could be used.");
        }

        var type = (int)component["type"]!;
        var data = new JsonObject { ["custom_id"] = customId, ["component_type"] = type, ["id"] = 1 };
        if (type >= FirstMenu)
        {
            data["values"] = new JsonArray([.. (values ?? []).Select(value => (JsonNode)value)]);
        }

        return Send(place, InteractionType.Component, data, source);
    }

    /// <summary>Sends the modal in, that an earlier interaction was answered with.</summary>
    public Interaction Submit(Interaction opener, IReadOnlyDictionary<string, string> fields)
    {
        if (!opener.HasModal)
        {
            throw DiscordException.InvalidForm("modal_of", "MODAL_VALIDATION_FAILED", "That interaction was not answered with a modal.");
        }

        var modal = opener.Answer!;
        var rows = modal["components"]!.AsArray().Select(row => Filled(row!.AsObject(), fields));
        var data = new JsonObject { ["custom_id"] = modal["custom_id"]!.DeepClone(), ["components"] = new JsonArray([.. rows]) };
        return Send(new Place(opener.Channel, opener.User), InteractionType.ModalSubmit, data, opener.Source);
    }

    private static bool IsOffered(Command command, Guild? guild, User user) => guild is null
        ? command.WorksInDirectMessages
        : command.DefaultPermissions is not { } needed || PermissionCheck.In(guild, guild.MemberOrThrow(user.Id)).HasFlag(needed);

    private static JsonObject Filled(JsonObject row, IReadOnlyDictionary<string, string> fields)
    {
        if (row["component"] is JsonObject labelled)
        {
            return new JsonObject { ["type"] = row["type"]!.DeepClone(), ["id"] = 1, ["component"] = Input(labelled, fields) };
        }

        return new JsonObject { ["type"] = 1, ["id"] = 1, ["components"] = new JsonArray(Input(row["components"]![0]!.AsObject(), fields)) };
    }

    private static JsonObject Input(JsonObject input, IReadOnlyDictionary<string, string> fields)
    {
        var (id, required) = (input["custom_id"]!.ToString(), (bool?)input["required"] ?? true);
        var value = fields.GetValueOrDefault(id) ?? input["value"]?.ToString() ?? "";
        var (least, most) = ((int?)input["min_length"] ?? (required ? 1 : 0), (int?)input["max_length"] ?? 4_000);
        if ((value.Length > 0 || required) && (value.Length < least || value.Length > most))
        {
            throw DiscordException.InvalidForm($"fields.{id}", "BASE_TYPE_BAD_LENGTH", $"Must be between {least} and {most} in length.");
        }

        return new JsonObject { ["type"] = input["type"]!.DeepClone(), ["id"] = 2, ["custom_id"] = id, ["value"] = value };
    }

    private (Command Command, IReadOnlyList<string> Path) FindCommand(string typed, Snowflake? guild)
    {
        if (commands.Usable(typed, guild) is { } whole)
        {
            return (whole, []);
        }

        var words = typed.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 1 && commands.Usable(words[0], guild) is { } first ? (first, words[1..]) : throw DiscordException.UnknownCommand;
    }

    private Interaction Send(Place place, InteractionType type, JsonObject data, Message? source = null)
    {
        var interaction = new Interaction
        {
            Id = world.NextId(),
            Type = type,
            Channel = place.Channel,
            User = place.User,
            Data = data,
            Source = source,
            CreatedAt = world.Now,
        };
        desk.Send(interaction);
        return interaction;
    }
}

/// <summary>Who does it, and where.</summary>
internal sealed record Place(Channel Channel, User User);

/// <summary>How a command is used. Staff may have opened it where its defaults would not offer it.</summary>
internal sealed record CommandGesture(IReadOnlyDictionary<string, JsonElement> Options, Snowflake? TargetId, string? Focused, bool AllowedByStaff);
