using Gova.Api.Features.Audit;

namespace Gova.Api.Features.Teams;

/// <summary>How the audit log names those who are in a team.</summary>
internal static class TeamAudit
{
    /// <summary>Read by the team's admins, and by the account itself.</summary>
    public static AuditTarget Member(Guid moderatorId, Guid userId) => new("member", $"{userId}", moderatorId, userId);
}
