using System.Globalization;
using System.Text.Json;

namespace Gova.DiscordGateway.Discord.Models;

internal sealed record AuditLog(IReadOnlyList<AuditLogEntry>? AuditLogEntries = null);

/// <param name="UserId">Who did it.</param>
internal sealed record AuditLogEntry(
    long Id, long? UserId = null, long? TargetId = null, int? ActionType = null, IReadOnlyList<AuditLogChange>? Changes = null,
    string? Reason = null)
{
    /// <summary>The end of the timeout that this entry tells of; null when it tells of something else or of a timeout's end.</summary>
    public DateTimeOffset? TimedOutUntil =>
        Changes?.FirstOrDefault(change => change.Key == "communication_disabled_until") is { NewValue: { ValueKind: JsonValueKind.String } value }
            && value.TryGetDateTimeOffset(out var until)
            ? until
            : null;

    /// <summary>Whether this entry tells of a timeout's end.</summary>
    public bool EndsTimeout => Changes?.Any(change =>
        change.Key == "communication_disabled_until" && change.NewValue is not { ValueKind: JsonValueKind.String }) == true;

    /// <summary>The slow mode that this entry tells of, in seconds.</summary>
    public int? SlowMode =>
        Changes?.FirstOrDefault(change => change.Key == "rate_limit_per_user") is { NewValue: { ValueKind: JsonValueKind.Number } value }
            && value.TryGetInt32(out var seconds)
            ? seconds
            : null;

    /// <summary>Whether this entry tells that a role was given (<c>$add</c>) or taken (<c>$remove</c>).</summary>
    public bool Tells(string key, long roleId) => Changes?.Any(change => change.Key == key
        && change.NewValue is { ValueKind: JsonValueKind.Array } roles
        && roles.EnumerateArray().Any(role => role.TryGetProperty("id", out var id) && id.ToString() == roleId.ToString(CultureInfo.InvariantCulture))) == true;
}

/// <param name="NewValue">Of a type that depends on the key.</param>
internal sealed record AuditLogChange(string? Key = null, JsonElement? NewValue = null);

/// <summary>Audit log event numbers.</summary>
internal static class AuditLogAction
{
    public const int ChannelUpdate = 11;
    public const int MemberKick = 20;
    public const int MemberBanAdd = 22;
    public const int MemberBanRemove = 23;
    public const int MemberUpdate = 24;
    public const int MemberRoleUpdate = 25;
}
