using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gova.Moderation.Policy;

/// <summary>Parameters of an action. Which of them a type of action needs, <see cref="Missing"/> says.</summary>
/// <param name="Duration">Seconds: of a timeout 1 to 2,419,200 (28 days), of a temporary ban up to 31,536,000, of paused invites up to 86,400.</param>
/// <param name="Content">Of a reply, a warning or a notice: 1 to 2,000 characters.</param>
/// <param name="DeleteMessageSeconds">Of a ban: how far back the member's messages are deleted, 0 to 604,800 (7 days).</param>
/// <param name="RoleId">Of a role's change: the role's snowflake. A model never chooses it.</param>
/// <param name="Interval">Of a slow mode: seconds between a member's messages, 0 (off) to 21,600.</param>
/// <param name="Count">Of a purge: 1 to 100 messages.</param>
/// <param name="PrivateOnly">Of a warning: where the member cannot be told in private, not in the channel either.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ActionParams(
    int? Duration = null,
    string? Content = null,
    int? DeleteMessageSeconds = null,
    string? RoleId = null,
    int? Interval = null,
    int? Count = null,
    bool? PrivateOnly = null)
{
    /// <summary>Discord's limit of a timeout: 28 days.</summary>
    public const int MaxDuration = 2_419_200;

    /// <summary>A ban for longer than a year is one for good.</summary>
    public const int MaxBanDuration = 31_536_000;

    /// <summary>Discord's limit of paused invites: a day.</summary>
    public const int MaxPauseDuration = 86_400;

    /// <summary>Discord's limit of a message.</summary>
    public const int MaxContent = 2_000;

    /// <summary>Discord's limit for deleting with a ban: 7 days.</summary>
    public const int MaxDeleteMessageSeconds = 604_800;

    /// <summary>Discord's limit of a slow mode: 6 hours.</summary>
    public const int MaxInterval = 21_600;

    /// <summary>Discord deletes at most so many messages with one call.</summary>
    public const int MaxCount = 100;

    /// <summary>As stored with an action.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ConfigurationJson.Default.ActionParams);

    /// <summary>Reads what is stored; null when somebody else wrote it.</summary>
    public static ActionParams? Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, ConfigurationJson.Default.ActionParams);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Longest duration of a type of action, in seconds.</summary>
    public static int MaxDurationOf(ActionType type) => type switch
    {
        ActionType.Ban => MaxBanDuration,
        ActionType.PauseInvites => MaxPauseDuration,
        _ => MaxDuration,
    };

    /// <summary>Only what the type of action has a use for, numbers moved into the platform's limits.</summary>
    public ActionParams For(ActionType type) => type switch
    {
        ActionType.Reply or ActionType.Notify => new ActionParams(Content: Content),
        ActionType.Warn => new ActionParams(Content: Content, PrivateOnly: PrivateOnly),
        ActionType.Timeout or ActionType.PauseInvites => new ActionParams(Duration: ClampDuration(type)),
        ActionType.Ban => new ActionParams(
            ClampDuration(type), DeleteMessageSeconds: DeleteMessageSeconds is { } back ? Math.Clamp(back, 0, MaxDeleteMessageSeconds) : null),
        ActionType.AddRole or ActionType.RemoveRole => new ActionParams(RoleId: RoleId),
        ActionType.SlowMode => new ActionParams(Interval: Interval is { } interval ? Math.Clamp(interval, 0, MaxInterval) : null),
        ActionType.Purge => new ActionParams(Count: Count is { } count ? Math.Clamp(count, 1, MaxCount) : null),
        _ => new ActionParams(),
    };

    /// <summary>What an action of this type lacks, in words; null when it is complete.</summary>
    public string? Missing(ActionType type) => type switch
    {
        ActionType.Timeout when Duration is null => "how long the timeout lasts",
        ActionType.PauseInvites when Duration is null => "how long the invites are paused",
        ActionType.Reply when Content is null => "what to reply",
        ActionType.Warn when Content is null => "what to tell the member",
        ActionType.Notify when Content is null => "what to tell the moderators",
        ActionType.AddRole or ActionType.RemoveRole when RoleId is null => "which role",
        ActionType.SlowMode when Interval is null => "how slow the channel becomes",
        ActionType.Purge when Count is null => "how many messages are deleted",
        _ => null,
    };

    /// <summary>Everything that is wrong with them for an action of this type, each as <c>path: what is wrong</c>.</summary>
    public IReadOnlyList<string> Check(ActionType type, string path)
    {
        List<string> problems = [.. Problems(path, type)];
        if (Missing(type) is { } missing)
        {
            problems.Add($"{path}: must say {missing}");
        }

        if (problems.Count == 0 && For(type) != this)
        {
            problems.Add($"{path}: holds what this type of action has no use for");
        }

        return problems;
    }

    internal IEnumerable<string> Problems(string path)
    {
        if (Duration is < 1 or > MaxBanDuration)
        {
            yield return $"{path}.duration: must be between 1 and {MaxBanDuration} seconds";
        }

        if (Content is { Length: 0 or > MaxContent })
        {
            yield return $"{path}.content: must have 1 to {MaxContent} characters";
        }

        if (DeleteMessageSeconds is < 0 or > MaxDeleteMessageSeconds)
        {
            yield return $"{path}.delete_message_seconds: must be between 0 and {MaxDeleteMessageSeconds}";
        }

        if (RoleId is not null && !ulong.TryParse(RoleId, out _))
        {
            yield return $"{path}.role_id: must be an id";
        }

        if (Interval is < 0 or > MaxInterval)
        {
            yield return $"{path}.interval: must be between 0 and {MaxInterval} seconds";
        }

        if (Count is < 1 or > MaxCount)
        {
            yield return $"{path}.count: must be between 1 and {MaxCount}";
        }
    }

    internal IEnumerable<string> Problems(string path, ActionType type)
    {
        foreach (var problem in Problems(path))
        {
            yield return problem;
        }

        var longest = MaxDurationOf(type);
        if (Duration > longest && Duration <= MaxBanDuration)
        {
            yield return $"{path}.duration: must be between 1 and {longest} seconds";
        }
    }

    private int? ClampDuration(ActionType type) => Duration is { } seconds ? Math.Clamp(seconds, 1, MaxDurationOf(type)) : null;
}
