using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gova.Moderation.Policy;

/// <summary>
/// A moderator's configuration (<c>moderators.conf</c>): what its community wants and what it may do. Unknown members are
/// refused, so that a misspelt setting is an error and not a silent default.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ModeratorConfiguration
{
    // Set and not init: the JSON source generator gives an absent init property null or false instead of its default.

    /// <summary>The rules to enforce, in the community's words. At least 10 characters.</summary>
    public string Guidelines { get; set; } = "";

    /// <summary>What the community is about; gives the model its tone.</summary>
    public string ServerSummary { get; set; } = "";

    /// <summary>Further instructions to the model.</summary>
    public string? Instructions { get; set; }

    /// <summary>Channel snowflakes to watch; empty watches all.</summary>
    public IReadOnlyList<string> Channels { get; set; } = [];

    /// <summary>Roles (snowflakes) whose members are never acted on.</summary>
    public IReadOnlyList<string> ImmuneRoles { get; set; } = [];

    /// <summary>What the moderator grants. An action of another type is recorded as refused.</summary>
    public IReadOnlyList<GrantedAction> Actions { get; set; } = [];

    /// <summary>Roles (snowflakes) whose members may use Gova's commands and review cards without the platform's own permission.</summary>
    public IReadOnlyList<string> ModeratorRoles { get; set; } = [];

    /// <summary>Channel (snowflake) for review cards and notices to the moderators; null has none.</summary>
    public string? LogChannel { get; set; }

    /// <summary>How many actions it may take on its own; null takes the installation's limits.</summary>
    public ActionLimits? Limits { get; set; }

    /// <summary>Keyword rules: decided at once, without a model.</summary>
    public IReadOnlyList<KeywordRule> KeywordRules { get; set; } = [];

    /// <summary>Decide and record, never act.</summary>
    public bool Shadow { get; set; }

    /// <summary>Whether messages that no rule decides go to the model (when one is configured).</summary>
    public bool ModelReview { get; set; } = true;

    /// <summary>Reads a configuration and lists everything that is wrong with it.</summary>
    /// <returns>The configuration, or null with at least one problem (<c>path: what is wrong</c>).</returns>
    public static ModeratorConfiguration? Parse(string json, out IReadOnlyList<string> problems)
    {
        try
        {
            var configuration = JsonSerializer.Deserialize(json, ConfigurationJson.Default.ModeratorConfiguration);
            problems = configuration is null ? ["conf: must be an object"] : configuration.Validate();
            return problems.Count == 0 ? configuration : null;
        }
        catch (JsonException e)
        {
            problems = [$"conf{e.Path?.TrimStart('$')}: {FirstSentence(e.Message)}"];
            return null;
        }
    }

    /// <summary>The configuration as stored.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ConfigurationJson.Default.ModeratorConfiguration);

    private List<string> Validate()
    {
        var problems = new List<string>();
        Require(Guidelines is { Length: >= 10 and <= 10_000 }, "conf.guidelines: must have 10 to 10,000 characters");
        Require(ServerSummary is { Length: <= 4_000 }, "conf.server_summary: must have at most 4,000 characters");
        Require(Instructions is null or { Length: <= 4_000 }, "conf.instructions: must have at most 4,000 characters");
        RequireSnowflakes(Channels, "channels");
        RequireSnowflakes(ImmuneRoles, "immune_roles");
        RequireSnowflakes(ModeratorRoles, "moderator_roles");
        Require(LogChannel is null || ulong.TryParse(LogChannel, out _), "conf.log_channel: must be an id");
        Require(Limits?.PerMinute is null or >= 0, "conf.limits.per_minute: must not be negative");
        Require(Limits?.PerHour is null or >= 0, "conf.limits.per_hour: must not be negative");
        Require(Actions is not null && Actions.DistinctBy(a => a?.Type).Count() == Actions.Count, "conf.actions: each type may be granted once");
        for (var i = 0; i < (Actions?.Count ?? 0); i++)
        {
            problems.AddRange(Actions![i]?.Problems($"conf.actions[{i}]") ?? [$"conf.actions[{i}]: must be an object"]);
        }

        Require(KeywordRules is { Count: <= 200 }, "conf.keyword_rules: must be a list of at most 200 rules");
        for (var i = 0; i < (KeywordRules?.Count ?? 0); i++)
        {
            problems.AddRange(KeywordRules![i]?.Problems($"conf.keyword_rules[{i}]") ?? [$"conf.keyword_rules[{i}]: must be an object"]);
        }

        return problems;

        void Require(bool holds, string problem)
        {
            if (!holds)
            {
                problems.Add(problem);
            }
        }

        void RequireSnowflakes(IReadOnlyList<string>? ids, string name) =>
            Require(ids is { Count: <= 500 } && ids.All(id => ulong.TryParse(id, out _)), $"conf.{name}: must be a list of at most 500 ids");
    }

    private static string FirstSentence(string message) => message.Split(" Path:", 2)[0];
}

/// <summary>An action that the moderator may take.</summary>
/// <param name="Type">Which.</param>
/// <param name="RequiresApproval">Whether a human approves first.</param>
/// <param name="MinSeverity">Below this severity it is refused; null takes it whenever proposed.</param>
/// <param name="DefaultParams">Used where the verdict gives none.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record GrantedAction(
    ActionType Type, bool RequiresApproval = false, double? MinSeverity = null, ActionParams? DefaultParams = null)
{
    internal IEnumerable<string> Problems(string path)
    {
        if (!Type.IsGrantable())
        {
            yield return $"{path}.type: is done by people only and cannot be granted";
        }

        if (MinSeverity is < 0 or > 1)
        {
            yield return $"{path}.min_severity: must be between 0 and 1";
        }

        foreach (var problem in DefaultParams?.Problems($"{path}.default_params", Type) ?? [])
        {
            yield return problem;
        }
    }
}

/// <summary>Actions that a moderator may take without a human before it must ask; null takes the installation's limit.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ActionLimits(int? PerMinute = null, int? PerHour = null);

/// <summary>A message with one of the keywords is judged at once.</summary>
/// <param name="Keywords">Whole words or phrases, compared without case.</param>
/// <param name="Severity">0 to 1.</param>
/// <param name="Action">What to do; null only records.</param>
/// <param name="Params">Parameters of the action.</param>
/// <param name="Reason">Recorded with the verdict.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record KeywordRule(
    IReadOnlyList<string> Keywords, double Severity, ActionType? Action = null, ActionParams? Params = null, string? Reason = null)
{
    internal IEnumerable<string> Problems(string path)
    {
        if (Keywords is not { Count: > 0 and <= 1_000 } || Keywords.Any(k => string.IsNullOrWhiteSpace(k) || k.Length > 100))
        {
            yield return $"{path}.keywords: must be 1 to 1,000 words of at most 100 characters";
        }

        if (Severity is < 0 or > 1 || double.IsNaN(Severity))
        {
            yield return $"{path}.severity: must be between 0 and 1";
        }

        foreach (var problem in (Action is { } type ? Params?.Problems($"{path}.params", type) : Params?.Problems($"{path}.params")) ?? [])
        {
            yield return problem;
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(SnakeCaseEnumConverter)],
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ModeratorConfiguration))]
internal sealed partial class ConfigurationJson : JsonSerializerContext;

internal sealed class SnakeCaseEnumConverter() : JsonStringEnumConverter<ActionType>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);
