using System.Globalization;
using System.Text.Json;
using Gova.DiscordGateway.Discord.Models;

namespace Gova.DiscordGateway.Commands;

/// <summary>What the user has filled in. Numbers and ids may come as text.</summary>
internal sealed class CommandOptions(InteractionData data)
{
    /// <summary>Of a slash command with subcommands: which one.</summary>
    public string? Subcommand { get; } = data.Options?.FirstOrDefault(option => option.Type == OptionType.Subcommand)?.Name;

    private IReadOnlyList<InteractionOption> Options { get; } =
        data.Options?.FirstOrDefault(option => option.Type == OptionType.Subcommand) is { } sub ? sub.Options ?? [] : data.Options ?? [];

    /// <summary>Where the user is typing.</summary>
    public string? Typing => Options.FirstOrDefault(option => option.Focused) is { } option ? Text(option.Name) ?? "" : null;

    /// <summary>Null when it was left out or left blank.</summary>
    public string? Text(string name) => Value(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    /// <exception cref="CommandRefusedException">It was left out.</exception>
    public string RequireText(string name) => Text(name) ?? throw Missing(name);

    public long? Integer(string name) =>
        long.TryParse(Value(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    public TargetPerson? Person(string name)
    {
        if (Value(name) is not { } text || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return null;
        }

        var user = data.Resolved?.Users?.GetValueOrDefault(text);
        return new TargetPerson(id, user?.GlobalName ?? user?.Username, data.Resolved?.Members?.GetValueOrDefault(text)?.Roles);
    }

    /// <exception cref="CommandRefusedException">It was left out.</exception>
    public TargetPerson RequirePerson(string name) => Person(name) ?? throw Missing(name);

    /// <summary>The message of a context menu.</summary>
    public DiscordMessage? TargetMessage =>
        data.TargetId is { } id ? data.Resolved?.Messages?.GetValueOrDefault(id.ToString(CultureInfo.InvariantCulture)) : null;

    private static CommandRefusedException Missing(string name) => new($"The option {name} is missing.");

    private string? Value(string name) => Options.FirstOrDefault(option => option.Name == name)?.Value switch
    {
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        { ValueKind: JsonValueKind.Number } value => value.GetRawText(),
        _ => null,
    };
}

/// <summary>Whom a command names.</summary>
/// <param name="Roles">Null when they are no member of the server, or it was not told.</param>
internal sealed record TargetPerson(long Id, string? Name, IReadOnlyList<long>? Roles)
{
    /// <summary>As actions name people.</summary>
    public string Text => Id.ToString(CultureInfo.InvariantCulture);
}
