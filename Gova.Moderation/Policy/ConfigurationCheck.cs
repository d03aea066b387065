using System.Text.RegularExpressions;

namespace Gova.Moderation.Policy;

/// <summary>Lists everything that is wrong with a configuration.</summary>
internal static partial class ConfigurationCheck
{
    public static List<string> Run(ModeratorConfiguration conf)
    {
        var problems = new Problems();
        problems.Require(conf.Guidelines is { Length: >= 10 and <= 10_000 }, "conf.guidelines", "must have 10 to 10,000 characters");
        problems.Require(conf.ServerSummary is { Length: <= 4_000 }, "conf.server_summary", "must have at most 4,000 characters");
        problems.RequireText(conf.Instructions, 4_000, "conf.instructions");
        problems.RequireSnowflakes(conf.Channels, "conf.channels");
        problems.RequireEach(conf.ChannelRules, 500, "conf.channel_rules", "rules", (rule, path) => rule.Check(problems, path));
        problems.Require(
            conf.ChannelRules is null || conf.ChannelRules.DistinctBy(rule => rule?.Channel).Count() == conf.ChannelRules.Count,
            "conf.channel_rules", "each channel may be named once");
        problems.Require(
            conf.Languages is { Count: <= 20 } && conf.Languages.All(language => language is not null && Language().IsMatch(language)),
            "conf.languages", "must be a list of at most 20 languages, such as en or pt-BR");
        CheckActions(conf, problems);
        problems.RequireSnowflakes(conf.ModeratorRoles, "conf.moderator_roles");
        problems.RequireSnowflake(conf.LogChannel, "conf.log_channel");
        problems.RequireEach(conf.KeywordRules, 200, "conf.keyword_rules", "rules", (rule, path) => rule.Check(problems, path));
        problems.Require(conf.Rules is not null, "conf.rules", "must be an object");
        conf.Rules?.Check(problems, "conf.rules");
        CheckReview(conf, problems);
        problems.RequireRange(conf.RetentionDays, 1, 3_650, "conf.retention_days");
        return problems.All;
    }

    private static void CheckActions(ModeratorConfiguration conf, Problems problems)
    {
        problems.RequireSnowflakes(conf.ImmuneRoles, "conf.immune_roles");
        problems.Require(
            conf.Actions is not null && conf.Actions.DistinctBy(a => a?.Type).Count() == conf.Actions.Count,
            "conf.actions", "each type may be granted once");
        problems.RequireEach(conf.Actions ?? [], 100, "conf.actions", "actions", (action, path) => action.Check(problems, path));
        problems.RequireShare(conf.MinConfidence, "conf.min_confidence");
        conf.Escalation?.Check(problems, "conf.escalation", conf.Actions);
        problems.Require(conf.Limits?.PerMinute is null or >= 0, "conf.limits.per_minute", "must not be negative");
        problems.Require(conf.Limits?.PerHour is null or >= 0, "conf.limits.per_hour", "must not be negative");
    }

    private static void CheckReview(ModeratorConfiguration conf, Problems problems)
    {
        problems.Require(
            conf.ModelReview is null || conf.ReviewMode == ReviewMode.All || (conf.ModelReview == false && conf.ReviewMode == ReviewMode.Local),
            "conf.model_review", "contradicts review_mode, which replaces it");
        problems.RequireShare(conf.SampleShare, "conf.sample_share");
        conf.Budget?.Check(problems, "conf.budget");
        conf.SecondOpinion?.Check(problems, "conf.second_opinion");
    }

    [GeneratedRegex("^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", RegexOptions.CultureInvariant)]
    private static partial Regex Language();
}
