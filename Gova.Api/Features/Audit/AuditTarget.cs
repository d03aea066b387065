namespace Gova.Api.Features.Audit;

/// <summary>What an entry of the audit log is about.</summary>
/// <param name="Kind">E.g. <c>moderator</c>, <c>action</c>, <c>invitation</c>, <c>member</c>, <c>account</c>, <c>platform_user</c>.</param>
/// <param name="Id">Its id; null when it has none.</param>
/// <param name="ModeratorId">The moderator whose admins may read it.</param>
/// <param name="AccountUserId">The account whose owner may read it.</param>
internal sealed record AuditTarget(string Kind, string? Id, Guid? ModeratorId = null, Guid? AccountUserId = null)
{
    /// <summary>A moderator itself.</summary>
    public static AuditTarget Moderator(Guid moderatorId) => new("moderator", $"{moderatorId}", moderatorId);

    /// <summary>Something of a moderator's.</summary>
    public static AuditTarget Of(Guid moderatorId, string kind, Guid id) => new(kind, $"{id}", moderatorId);

    /// <summary>An account itself.</summary>
    public static AuditTarget Account(Guid userId) => new("account", $"{userId}", AccountUserId: userId);

    /// <summary>Something of an account's.</summary>
    public static AuditTarget OfAccount(Guid userId, string kind, string? id) => new(kind, id, AccountUserId: userId);
}
