using System.Text.Json;

namespace Gova.DiscordGateway.Discord.Models;

/// <summary>Somebody used a command, a button or a form of ours (INTERACTION_CREATE).</summary>
/// <param name="Token">Authorises the answer, for 15 minutes; never logged.</param>
/// <param name="Member">Missing in direct messages.</param>
/// <param name="Message">The message with the button.</param>
internal sealed record Interaction(
    long Id,
    long ApplicationId,
    int Type,
    string Token,
    long? GuildId = null,
    long? ChannelId = null,
    InteractionMember? Member = null,
    InteractionData? Data = null,
    DiscordMessage? Message = null);

/// <summary>Kinds of interactions.</summary>
internal static class InteractionType
{
    public const int Ping = 1;
    public const int Command = 2;
    public const int Component = 3;
    public const int Autocomplete = 4;
    public const int Form = 5;
}

/// <param name="User">Missing where the member is resolved beside its user.</param>
/// <param name="Permissions">Bit set in the interaction's channel, as Discord computed it.</param>
internal sealed record InteractionMember(
    DiscordUser? User = null, string? Nick = null, IReadOnlyList<long>? Roles = null, ulong Permissions = 0);

/// <param name="Name">Of a command.</param>
/// <param name="Type">Of a command, see <see cref="CommandType"/>.</param>
/// <param name="Options">What the user filled in; a subcommand holds its options inside.</param>
/// <param name="TargetId">Of a context menu: the message.</param>
/// <param name="CustomId">Of a button or form.</param>
/// <param name="Components">Of a form: its fields in rows.</param>
internal sealed record InteractionData(
    string? Name = null,
    int? Type = null,
    IReadOnlyList<InteractionOption>? Options = null,
    InteractionResolved? Resolved = null,
    long? TargetId = null,
    string? CustomId = null,
    IReadOnlyList<FormRow>? Components = null);

/// <param name="Value">Of a type that depends on the option.</param>
/// <param name="Focused">The user is typing here and asks for suggestions.</param>
internal sealed record InteractionOption(
    string Name, int Type, JsonElement Value = default, IReadOnlyList<InteractionOption>? Options = null, bool Focused = false);

/// <summary>What the ids in options stand for.</summary>
internal sealed record InteractionResolved(
    IReadOnlyDictionary<string, DiscordUser>? Users = null,
    IReadOnlyDictionary<string, InteractionMember>? Members = null,
    IReadOnlyDictionary<string, DiscordMessage>? Messages = null);

internal sealed record FormRow(IReadOnlyList<FormField>? Components = null);

internal sealed record FormField(string? CustomId = null, string? Value = null);
