namespace Gova.Data.Actions;

/// <summary>Who or what brought an action about. Stored in snake_case.</summary>
public enum ActionOrigin
{
    /// <summary>The policy, from a verdict on a message.</summary>
    Policy,

    /// <summary>A moderator's command on the platform.</summary>
    Command,

    /// <summary>A person reverses an earlier action.</summary>
    Undo,

    /// <summary>Time: a temporary action ends.</summary>
    Schedule,

    /// <summary>Gova itself tells the moderators something.</summary>
    Notice,
}
