using System.Globalization;

namespace Gova.Data.Actions;

/// <summary>The action that reverses a completed one. A type that is not among these cannot be undone.</summary>
/// <param name="ActionParams">JSON object.</param>
public sealed record Reversal(string ActionType, string ActionParams = "{}", long? ChannelId = null, long? MessageId = null)
{
    /// <returns>What reverses the action, or why nothing can, for people to read.</returns>
    public static (Reversal? Reversal, string? Objection) Of(ActionEvent action, DateTimeOffset now)
    {
        if (action.Status != ActionStatus.Completed)
        {
            return (null, $"The action is {StatusNames.Of(action.Status).Replace('_', ' ')}: only a completed one can be undone.");
        }

        var result = ActionResult.Parse(action.Result);
        return action.ActionType switch
        {
            "timeout" when result.Changed == false => (null, "The member was silenced for longer before: there is nothing to undo."),
            "timeout" => Done(new("remove_timeout")),
            "ban" => Done(new("unban")),
            "unban" => Done(new("ban")),
            "add_role" or "remove_role" when result.Changed == false => (null, "The member's roles were so before: there is nothing to undo."),
            "add_role" => Done(new("remove_role", action.ActionParams)),
            "remove_role" => Done(new("add_role", action.ActionParams)),
            "slow_mode" => result.Previous is { } previous
                ? Done(new("slow_mode", Json("interval", previous), action.ChannelId))
                : (null, "How slow the channel was before is not known."),
            "pause_invites" => Done(new("resume_invites")),
            "remove_timeout" => Again("timeout", result.Until, now, "The timeout would be over by now, or its end is not known."),
            "resume_invites" => Again("pause_invites", result.Until, now, "The pause would be over by now, or its end is not known."),
            "reply" or "warn" or "notify" => result is { ChannelId: { } channel, MessageId: { } message }
                ? Done(new("delete", "{}", channel, message))
                : (null, "Which message the bot wrote is not known."),
            "kick" => (null, "A kick cannot be undone: the member may come back by an invite."),
            "delete" or "purge" => (null, "Deleted messages cannot be brought back."),
            _ => (null, $"There is nothing that undoes {action.ActionType}."),
        };
    }

    private static (Reversal?, string?) Done(Reversal reversal) => (reversal, null);

    /// <summary>What was ended begins again, for the time that it had left.</summary>
    private static (Reversal?, string?) Again(string type, DateTimeOffset? until, DateTimeOffset now, string objection) =>
        (until - now)?.TotalSeconds is { } left and >= 1
            ? (new Reversal(type, Json("duration", (int)Math.Min(left, int.MaxValue))), null)
            : (null, objection);

    private static string Json(string name, int value) => string.Create(CultureInfo.InvariantCulture, $$"""{"{{name}}": {{value}}}""");
}
