namespace Gova.Messaging.Contracts;

/// <summary>What every event on <see cref="Topics.Moderators"/> carries: which moderator changed, and to which version of its row.</summary>
public interface IModeratorEvent
{
    /// <summary>The moderator that changed.</summary>
    Guid ModeratorId { get; }

    /// <summary>The row's version after the change; a reader that has this or a later version ignores the event.</summary>
    long Version { get; }
}

/// <summary>The moderator went online: its messages are judged.</summary>
public sealed record StartModeratorEvent(Guid ModeratorId, long Version) : IModeratorEvent;

/// <summary>The moderator went offline: its messages are ignored.</summary>
public sealed record StopModeratorEvent(Guid ModeratorId, long Version, string? Reason = null) : IModeratorEvent;

/// <summary>The moderator was paused: it evaluates and proposes nothing.</summary>
public sealed record PauseModeratorEvent(Guid ModeratorId, long Version) : IModeratorEvent;

/// <summary>The moderator's configuration changed.</summary>
public sealed record UpdateConfigModeratorEvent(Guid ModeratorId, long Version) : IModeratorEvent;
