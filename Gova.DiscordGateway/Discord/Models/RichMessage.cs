namespace Gova.DiscordGateway.Discord.Models;

/// <summary>A message's framed part. Discord's limits: title 256, description 4096, 25 fields of 256 and 1024, 6000 in all.</summary>
/// <param name="Color">RGB.</param>
internal sealed record Embed(
    string? Title = null,
    string? Description = null,
    string? Url = null,
    int? Color = null,
    IReadOnlyList<EmbedField>? Fields = null,
    EmbedFooter? Footer = null);

internal sealed record EmbedField(string Name, string Value, bool Inline = false);

internal sealed record EmbedFooter(string Text);

/// <summary>A row, a button or a form's field.</summary>
/// <param name="Style">Of a button: colour; of a field: one line or several.</param>
internal sealed record MessageComponent(
    int Type,
    IReadOnlyList<MessageComponent>? Components = null,
    string? CustomId = null,
    int? Style = null,
    string? Label = null,
    bool? Required = null,
    int? MaxLength = null)
{
    public static MessageComponent Row(params IReadOnlyList<MessageComponent> components) => new(1, components);

    /// <param name="customId">At most 100 characters.</param>
    public static MessageComponent Button(int style, string label, string customId) => new(2, CustomId: customId, Style: style, Label: label);

    /// <summary>Several lines of text, not required.</summary>
    public static MessageComponent Paragraph(string customId, string label, int maxLength) =>
        new(4, CustomId: customId, Style: 2, Label: label, Required: false, MaxLength: maxLength);
}

/// <summary>Colours of buttons.</summary>
internal static class ButtonStyle
{
    public const int Success = 3;
    public const int Danger = 4;
}
