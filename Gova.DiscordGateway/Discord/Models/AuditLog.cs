using System.Text.Json;

namespace Gova.DiscordGateway.Discord.Models;

internal sealed record AuditLog(IReadOnlyList<AuditLogEntry>? AuditLogEntries = null);

/// <param name="UserId">Who did it.</param>
internal sealed record AuditLogEntry(
    long Id, long? UserId = null, long? TargetId = null, int? ActionType = null, IReadOnlyList<AuditLogChange>? Changes = null)
{
    /// <summary>The end of the timeout that this entry tells of; null when it tells of something else or of a timeout's end.</summary>
    public DateTimeOffset? TimedOutUntil =>
        Changes?.FirstOrDefault(change => change.Key == "communication_disabled_until") is { NewValue: { ValueKind: JsonValueKind.String } value }
            && value.TryGetDateTimeOffset(out var until)
            ? until
            : null;
}

/// <param name="NewValue">Of a type that depends on the key.</param>
internal sealed record AuditLogChange(string? Key = null, JsonElement? NewValue = null);

/// <summary>Audit log event numbers.</summary>
internal static class AuditLogAction
{
    public const int MemberKick = 20;
    public const int MemberUpdate = 24;
}
