using System.Text.Json.Nodes;

namespace Gova.Simulators.Discord.Rest;

/// <summary>Checks the rows of buttons and menus under a message, and the inputs of a modal.</summary>
internal static class ComponentsForm
{
    private const int MaxRows = 5;
    private const int Row = 1;
    private const int Button = 2;
    private const int TextInput = 4;
    private const int Label = 18;
    private const int LinkStyle = 5;

    public static JsonArray? Read(RequestBody body)
    {
        var seen = new HashSet<string>();
        foreach (var row in Rows(body))
        {
            row.Number("type", Row, Row);
            var children = row.List("components", most: 5, least: 1);
            foreach (var child in children)
            {
                Check(child, children.Count, seen);
            }
        }

        return body.List("components");
    }

    /// <summary>A modal asks for texts only, each in a row or under a label of its own.</summary>
    public static void ReadModal(RequestBody data)
    {
        var modal = new FormCheck("data", data.Clone());
        modal.Text("custom_id", most: 100, required: true);
        modal.Text("title", most: 45, required: true);
        foreach (var row in modal.List("components", most: MaxRows, least: 1))
        {
            if (row.Number("type", Row, Label) == Label)
            {
                row.Text("label", most: 45, required: true);
                CheckInput(row.Object("component") ?? throw row.Refusal("component", "BASE_TYPE_REQUIRED", "This field is required"), labelled: true);
            }
            else
            {
                CheckInput(row.List("components", most: 1, least: 1)[0], labelled: false);
            }
        }
    }

    private static void CheckInput(FormCheck input, bool labelled)
    {
        input.Number("type", TextInput, TextInput);
        input.Number("style", 1, 2);
        input.Text("custom_id", most: 100, required: true);
        input.Text("label", most: 45, required: !labelled);
        input.Text("placeholder", most: 100, least: 0);
        input.Text("value", most: 4_000, least: 0);
    }

    private static IEnumerable<FormCheck> Rows(RequestBody body)
    {
        var rows = body.List("components") ?? [];
        return rows.Count <= MaxRows
            ? rows.Select((row, index) => new FormCheck($"components.{index}", row))
            : throw DiscordException.InvalidForm("components", "BASE_TYPE_BAD_LENGTH", $"Must be between 1 and {MaxRows} in length.");
    }

    private static void Check(FormCheck component, int inRow, HashSet<string> seen)
    {
        var type = component.Number("type", Button, 8);
        if (type == TextInput || (type != Button && inRow > 1))
        {
            throw component.Refusal("type", "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "This component does not fit here.");
        }

        if (type == Button && component.Number("style", 1, 6) == LinkStyle)
        {
            component.Text("url", most: 512, required: true);
            return;
        }

        if (type == Button && component.Text("label", most: 80) is null && !component.Has("emoji"))
        {
            throw component.Refusal("label", "BUTTON_COMPONENT_REQUIRES_LABEL_OR_EMOJI", "A button needs a label or an emoji.");
        }

        if (!seen.Add(component.Text("custom_id", most: 100, required: true)!))
        {
            throw component.Refusal("custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated");
        }
    }
}
