namespace Gova.Moderation.Policy;

/// <summary>What can be done to a member, a message or a server. Stored in snake_case.</summary>
public enum ActionType
{
    /// <summary>Answers the message.</summary>
    Reply,

    /// <summary>Tells the member in private; in the channel where that is not possible.</summary>
    Warn,

    /// <summary>Deletes the message.</summary>
    Delete,

    /// <summary>Silences the member for a while.</summary>
    Timeout,

    Kick,

    /// <summary>For good, or for a duration.</summary>
    Ban,

    AddRole,

    RemoveRole,

    /// <summary>Members may write to the channel only so often.</summary>
    SlowMode,

    /// <summary>Nobody can join by invite for a while.</summary>
    PauseInvites,

    /// <summary>Tells the moderators in their log channel.</summary>
    Notify,

    Unban,

    RemoveTimeout,

    ResumeInvites,

    /// <summary>Deletes the newest messages of a channel.</summary>
    Purge,
}

/// <summary>What is true of a type of action.</summary>
public static class ActionTypeExtensions
{
    /// <summary>Whether a moderator may be allowed to do it by itself; the rest only people command.</summary>
    public static bool IsGrantable(this ActionType type) => type <= ActionType.Notify;

    /// <summary>Whether it is done to the member, and not to a message, channel or server: what repeated offences lead to.</summary>
    public static bool IsSanction(this ActionType type) =>
        type is ActionType.Warn or ActionType.Timeout or ActionType.Kick or ActionType.Ban;
}
