using Gova.DiscordGateway.Discord.Models;

namespace Gova.DiscordGateway.Discord.Rest;

/// <summary>POST /interactions/{id}/{token}/callback.</summary>
internal sealed record InteractionCallback(int Type, InteractionCallbackData? Data = null)
{
    public static readonly InteractionCallback Pong = new(1);

    /// <summary>"Thinking…", which only the user sees; the answer replaces it within 15 minutes.</summary>
    public static readonly InteractionCallback Defer = new(5, new InteractionCallbackData(Flags: MessageFlags.Ephemeral));

    public static InteractionCallback Suggest(IReadOnlyList<CommandChoice> choices) => new(8, new InteractionCallbackData(Choices: choices));

    /// <summary>A text that only the user sees.</summary>
    public static InteractionCallback Say(string text) =>
        new(4, new InteractionCallbackData(text, MessageFlags.Ephemeral, AllowedMentions: AllowedMentions.None));

    public static InteractionCallback OpenForm(string customId, string title, params IReadOnlyList<MessageComponent> rows) =>
        new(9, new InteractionCallbackData(CustomId: customId, Title: title, Components: rows));
}

internal sealed record InteractionCallbackData(
    string? Content = null,
    int? Flags = null,
    IReadOnlyList<CommandChoice>? Choices = null,
    string? CustomId = null,
    string? Title = null,
    IReadOnlyList<MessageComponent>? Components = null,
    AllowedMentions? AllowedMentions = null);

/// <param name="Name">1 to 100 characters.</param>
internal sealed record CommandChoice(string Name, string Value);

/// <summary>A message that is posted or changed; a null member stays as it is.</summary>
/// <param name="Nonce">With <paramref name="EnforceNonce"/> the message is posted once.</param>
internal sealed record RichMessage(
    string? Content = null,
    IReadOnlyList<Embed>? Embeds = null,
    IReadOnlyList<MessageComponent>? Components = null,
    AllowedMentions? AllowedMentions = null,
    string? Nonce = null,
    bool? EnforceNonce = null);

internal sealed record PostedMessage(long Id);

/// <summary>Bits of a message.</summary>
internal static class MessageFlags
{
    /// <summary>Only the user of the interaction sees it.</summary>
    public const int Ephemeral = 1 << 6;
}
