namespace Gova.Data.Actions;

/// <summary>Where an action stands. Stored in snake_case; the seed's four are among them.</summary>
public enum ActionStatus
{
    /// <summary>A human decides.</summary>
    AwaitingApproval,

    /// <summary>Waits for its executor.</summary>
    Approved,

    /// <summary>Claimed: the platform is being called.</summary>
    Executing,

    /// <summary>The platform did it.</summary>
    Completed,

    /// <summary>The platform refused, or a check before the call did.</summary>
    Failed,

    /// <summary>A human said no.</summary>
    Rejected,

    /// <summary>The moderator's configuration does not grant it.</summary>
    Refused,

    /// <summary>Decided in shadow mode: recorded, never executed.</summary>
    Shadowed,

    /// <summary>Too old to be executed.</summary>
    Expired,

    /// <summary>Was completed and then reversed.</summary>
    Undone,

    /// <summary>The executor died during the call and the platform cannot say whether it happened: shown, never repeated.</summary>
    Unknown,
}
