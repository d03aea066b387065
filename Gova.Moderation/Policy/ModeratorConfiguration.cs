using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Gova.Moderation.Rules;

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

    /// <summary>What is different in single channels.</summary>
    public IReadOnlyList<ChannelRule> ChannelRules { get; set; } = [];

    /// <summary>Languages that the community speaks, e.g. <c>en</c> or <c>pt-BR</c>; empty leaves it to the model.</summary>
    public IReadOnlyList<string> Languages { get; set; } = [];

    /// <summary>Roles (snowflakes) whose members are never acted on.</summary>
    public IReadOnlyList<string> ImmuneRoles { get; set; } = [];

    /// <summary>What the moderator grants. An action of another type is recorded as refused.</summary>
    public IReadOnlyList<GrantedAction> Actions { get; set; } = [];

    /// <summary>Verdicts less certain than this lead to no action. A rule is certain.</summary>
    public double MinConfidence { get; set; } = 0.5;

    /// <summary>What repeated offences lead to; null treats every offence like the first.</summary>
    public EscalationLadder? Escalation { get; set; }

    /// <summary>Never write into the channels: no replies, and warnings in private only.</summary>
    public bool QuietMode { get; set; }

    /// <summary>Roles (snowflakes) whose members may use Gova's commands and review cards without the platform's own permission.</summary>
    public IReadOnlyList<string> ModeratorRoles { get; set; } = [];

    /// <summary>Channel (snowflake) for review cards and notices to the moderators; null has none.</summary>
    public string? LogChannel { get; set; }

    /// <summary>How many actions it may take on its own; null takes the installation's limits.</summary>
    public ActionLimits? Limits { get; set; }

    /// <summary>Keyword rules: decided at once, without a model.</summary>
    public IReadOnlyList<KeywordRule> KeywordRules { get; set; } = [];

    /// <summary>The other rules that decide at once, without a model.</summary>
    public RuleSet Rules { get; set; } = new();

    /// <summary>Decide and record, never act.</summary>
    public bool Shadow { get; set; }

    /// <summary>Which messages that no rule decides go to the model (when one is configured).</summary>
    public ReviewMode ReviewMode { get; set; }

    /// <summary>Former setting: false is review mode <c>local</c>.</summary>
    public bool? ModelReview { get; set; }

    /// <summary>In review mode <c>suspicious</c>: the share of clean messages that goes to the model all the same.</summary>
    public double SampleShare { get; set; } = 0.01;

    /// <summary>What the model may use up in a day; null has no limit beside the tier's.</summary>
    public ModelBudget? Budget { get; set; }

    /// <summary>When the stronger model is asked too; null never does.</summary>
    public SecondOpinion? SecondOpinion { get; set; }

    /// <summary>Whether what people decide here is shown to the model as examples. Nothing leaves the community.</summary>
    public bool LearnFromDecisions { get; set; }

    /// <summary>How long members' texts are kept; null keeps them as long as the installation does.</summary>
    public int? RetentionDays { get; set; }

    /// <summary>Reads a configuration and lists everything that is wrong with it.</summary>
    /// <returns>The configuration, or null with at least one problem (<c>path: what is wrong</c>).</returns>
    public static ModeratorConfiguration? Parse(string json, out IReadOnlyList<string> problems)
    {
        try
        {
            var configuration = JsonSerializer.Deserialize(json, ConfigurationJson.Default.ModeratorConfiguration);
            problems = configuration is null ? ["conf: must be an object"] : ConfigurationCheck.Run(configuration);
            return problems.Count > 0 ? null
                : configuration!.ModelReview == false ? configuration with { ReviewMode = ReviewMode.Local, ModelReview = null }
                : configuration with { ModelReview = null };
        }
        catch (JsonException e)
        {
            problems = Problems(json) ?? [$"conf{e.Path?.TrimStart('$')}: {FirstSentence(e.Message)}"];
            return null;
        }
    }

    /// <summary>The configuration as stored.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ConfigurationJson.Default.ModeratorConfiguration);

    /// <summary>What is different in this channel; null when nothing is.</summary>
    /// <param name="parentChannelId">Of a thread: its channel's rule holds where it has none of its own.</param>
    public ChannelRule? RuleOf(long channelId, long? parentChannelId = null)
    {
        foreach (var rule in ChannelRules)
        {
            if (ulong.TryParse(rule.Channel, out var id) && unchecked((long)id) == channelId)
            {
                return rule;
            }
        }

        return parentChannelId is { } parent ? RuleOf(parent) : null;
    }

    /// <summary>All that is wrong with what cannot be read; null when only the reader can say.</summary>
    private static List<string>? Problems(string json)
    {
        try
        {
            if (JsonNode.Parse(json) is not JsonObject conf || ConfigurationShape.Strip(conf) is not { Count: > 0 } problems)
            {
                return null;
            }

            // What was taken out is named already, and so is not missed as well.
            var rest = JsonSerializer.Deserialize(conf, ConfigurationJson.Default.ModeratorConfiguration)!;
            return [.. problems, .. ConfigurationCheck.Run(rest).Where(problem => !IsNamed(problem.Split(": ", 2)[0]))];

            bool IsNamed(string path) => problems.Exists(problem => problem.StartsWith(path, StringComparison.Ordinal));
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }
    }

    private static string FirstSentence(string message) => message.Split(" Path:", 2)[0];
}
