using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gova.Simulators.Discord.Interactions;

namespace Gova.Simulators.Discord.Rest;

/// <summary>Checks a command as Discord does before it accepts it.</summary>
internal static partial class CommandForm
{
    private const int MaxOptions = 25;
    private const int Subcommand = 1;
    private const int SubcommandGroup = 2;
    private const int LastOptionType = 11;

    /// <param name="path">Where the command stands in the body: its index in a list, or nothing.</param>
    public static JsonObject Read(JsonNode? node, string? path = null)
    {
        var form = new FormCheck(path, node);
        var type = (CommandType)(form.Has("type") ? form.Number("type", 1, 3) : 1);
        CheckName(form, anyCase: type != CommandType.ChatInput);
        var description = form.Text("description", most: 100, least: type == CommandType.ChatInput ? 1 : 0, required: type == CommandType.ChatInput);
        if (type != CommandType.ChatInput && (!string.IsNullOrEmpty(description) || form.Has("options")))
        {
            throw form.Refusal("description", "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION", "Context menu commands have neither description nor options.");
        }

        CheckOptions(form, depth: 0);
        if (form.Text("default_member_permissions", most: 20) is { } bits && !ulong.TryParse(bits, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            throw form.Refusal("default_member_permissions", "NUMBER_TYPE_COERCE", "Value is not int.");
        }

        return node!.DeepClone().AsObject();
    }

    private static void CheckName(FormCheck form, bool anyCase)
    {
        var name = form.Text("name", most: 32, required: true)!;
        if (!anyCase && (!Name().IsMatch(name) || name.Any(char.IsUpper)))
        {
            throw form.Refusal("name", "STRING_TYPE_REGEX", "String value did not match validation regex.");
        }
    }

    private static void CheckOptions(FormCheck parent, int depth)
    {
        var (optionalSeen, names) = (false, new HashSet<string>());
        foreach (var option in parent.List("options", MaxOptions))
        {
            var type = option.Number("type", Subcommand, LastOptionType);
            CheckName(option, anyCase: false);
            option.Text("description", most: 100, required: true);
            if (!names.Add(option.Text("name", most: 32)!))
            {
                throw option.Refusal("name", "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", "Option names must be unique.");
            }

            if (type is Subcommand or SubcommandGroup)
            {
                EnsureNesting(option, type, depth);
                CheckOptions(option, depth + 1);
                continue;
            }

            var required = option.Flag("required");
            if (required && optionalSeen)
            {
                throw option.Refusal("required", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options must be placed before non-required options.");
            }

            optionalSeen |= !required;
            CheckChoices(option);
        }
    }

    private static void EnsureNesting(FormCheck option, int type, int depth)
    {
        var deepest = type == SubcommandGroup ? 0 : 1;
        if (depth > deepest)
        {
            throw option.Refusal("type", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command and sub-command group options cannot be nested that deep.");
        }
    }

    private static void CheckChoices(FormCheck option)
    {
        var choices = option.List("choices", MaxOptions);
        if (choices.Count > 0 && option.Flag("autocomplete"))
        {
            throw option.Refusal("choices", "APPLICATION_COMMAND_OPTION_AUTOCOMPLETE_INVALID", "An option has choices or autocomplete, not both.");
        }

        foreach (var choice in choices)
        {
            choice.Text("name", most: 100, required: true);
            if (!choice.Has("value"))
            {
                throw choice.Refusal("value", "BASE_TYPE_REQUIRED", "This field is required");
            }
        }
    }

    [GeneratedRegex(@"^[-_'\p{L}\p{N}]{1,32}$")]
    private static partial Regex Name();
}
