namespace Gova.Data.Teams;

/// <summary>
/// What somebody may do with a moderator, each role all that those before it may. What that is, <see cref="Access"/> says. The
/// owner has no row: <see cref="Moderators.Moderator.UserId"/> is the one.
/// </summary>
public enum ModeratorRole
{
    /// <summary>Reads everything: settings, evaluations, actions, statistics, the live feed, exports.</summary>
    Viewer,

    /// <summary>Decides: approves, rejects, undoes, claims; sees to alerts and tries drafts in backtests.</summary>
    Reviewer,

    /// <summary>Changes: configuration, start and stop, webhooks, erasure of members, the team below it; reads the audit log.</summary>
    Admin,
}
