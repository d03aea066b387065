namespace Gova.DiscordGateway.Discord.Models;

internal sealed record AuditLog(IReadOnlyList<AuditLogEntry>? AuditLogEntries = null);

/// <param name="UserId">Who did it.</param>
internal sealed record AuditLogEntry(long Id, long? UserId = null, long? TargetId = null, int? ActionType = null);

/// <summary>Audit log event numbers.</summary>
internal static class AuditLogAction
{
    public const int MemberKick = 20;
    public const int MemberUpdate = 24;
}
