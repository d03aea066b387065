namespace Gova.DiscordGateway.Discord.Models;

/// <summary>The bot's application.</summary>
internal sealed record DiscordApplication(long Id);

/// <summary>A command as Discord registers it.</summary>
/// <param name="DefaultMemberPermissions">Bit set as text: who sees it unless a server decides otherwise; null shows it to everyone.</param>
/// <param name="Contexts">Where it can be used: 0 is servers.</param>
internal sealed record ApplicationCommand(
    string Name,
    int Type,
    string? Description = null,
    IReadOnlyList<ApplicationCommandOption>? Options = null,
    string? DefaultMemberPermissions = null,
    IReadOnlyList<int>? Contexts = null);

internal sealed record ApplicationCommandOption(
    string Name,
    int Type,
    string Description,
    bool? Required = null,
    IReadOnlyList<ApplicationCommandOption>? Options = null,
    long? MinValue = null,
    long? MaxValue = null,
    int? MaxLength = null,
    bool? Autocomplete = null);

/// <summary>Kinds of commands.</summary>
internal static class CommandType
{
    public const int Slash = 1;
    public const int OnMessage = 3;
}

/// <summary>Kinds of a command's options.</summary>
internal static class OptionType
{
    public const int Subcommand = 1;
    public const int Text = 3;
    public const int Integer = 4;
    public const int User = 6;
}
