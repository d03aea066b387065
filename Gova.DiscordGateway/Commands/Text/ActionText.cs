using Gova.Data;
using Gova.Data.Actions;
using Gova.Moderation.Policy;

namespace Gova.DiscordGateway.Commands.Text;

/// <summary>Actions in words.</summary>
internal static class ActionText
{
    private const int MaxContent = 300;

    /// <summary>E.g. <c>Timeout for 10 minutes</c>. Content is escaped.</summary>
    public static string Describe(string actionType, string actionParams)
    {
        if (!StatusNames.TryParse<ActionType>(actionType, out var type))
        {
            return actionType;
        }

        var p = ActionParams.Parse(actionParams) ?? new ActionParams();
        return type switch
        {
            ActionType.Reply => $"Reply{Quote(p.Content)}",
            ActionType.Warn => $"Warning{Quote(p.Content)}",
            ActionType.Notify => $"Notice{Quote(p.Content)}",
            ActionType.Delete => "Delete the message",
            ActionType.Timeout => $"Timeout{For(p.Duration)}",
            ActionType.Kick => "Kick",
            ActionType.Ban => $"Ban{(p.Duration is null ? " for good" : For(p.Duration))}{Deleting(p.DeleteMessageSeconds)}",
            ActionType.Unban => "Unban",
            ActionType.RemoveTimeout => "End the timeout",
            ActionType.AddRole => $"Add the role{Role(p.RoleId)}",
            ActionType.RemoveRole => $"Remove the role{Role(p.RoleId)}",
            ActionType.SlowMode => p.Interval is null or 0 ? "End the slow mode" : $"Slow mode of {DurationText.Of(p.Interval.Value)}",
            ActionType.PauseInvites => $"Pause invites{For(p.Duration)}",
            ActionType.ResumeInvites => "Resume invites",
            ActionType.Purge => p.Count == 1 ? "Delete the newest message" : FormattableString.Invariant($"Delete the newest {p.Count} messages"),
            _ => actionType,
        };
    }

    /// <summary>Of a type alone, e.g. <c>remove timeout</c>.</summary>
    public static string Name(string actionType) => actionType.Replace('_', ' ');

    public static string Name(ActionStatus status) => StatusNames.Of(status).Replace('_', ' ');

    private static string For(int? seconds) => seconds is { } s ? $" for {DurationText.Of(s)}" : "";

    private static string Deleting(int? seconds) => seconds is > 0 and var s ? $", deleting the messages of {DurationText.Of(s)}" : "";

    private static string Role(string? id) => id is null ? "" : $" <@&{id}>";

    private static string Quote(string? content) => string.IsNullOrWhiteSpace(content) ? "" : $": {SafeText.Escape(content, MaxContent)}";
}
