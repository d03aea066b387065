using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Evaluations;
using Microsoft.AspNetCore.Mvc;

namespace Gova.Api.Features.Evaluations;

/// <summary>Which evaluations: all that is given must hold.</summary>
internal readonly record struct EvaluationFilter(
    [property: Description("Words in the message, as in search engines: free nitro, \"exact phrase\", or, -without. Among flagged messages (severity 0.3 or more), by an index.")]
    string? Text,
    [property: FromQuery(Name = "include_unflagged"), Description("Look for text in all messages. They have no index: 10,000 messages are read for each page.")]
    bool? IncludeUnflagged,
    [property: Description("Only messages of this platform user.")] string? User,
    [property: Description("Only messages in this channel.")] string? Channel,
    [property: FromQuery(Name = "min_severity"), Description("Only at least as severe, 0 to 1.")] double? MinSeverity,
    [property: FromQuery(Name = "max_severity"), Description("Only at most as severe, 0 to 1.")] double? MaxSeverity,
    [property: Description("Which tier decided (rule, duplicate, triage, model, second_model, quota: the day had no room for it, none), comma-separated.")] string? Tier,
    [property: Description("Only what broke this rule (rules.links) or guideline, or what the local model took to be this (a label of 0.5 or more).")]
    string? Label,
    [property: Description("Statuses (pending_review, judged, no_verdict), comma-separated.")] string? Status,
    [property: Description("Only messages posted from here on.")] DateTimeOffset? From,
    [property: Description("Only messages posted before this.")] DateTimeOffset? Until)
{
    private const int MaxText = 200;
    private const double MinLabel = 0.5;
    private const double Flagged = 0.3;

    private static readonly string[] Tiers = ["rule", "duplicate", "triage", "model", "second_model", "quota", "none"];

    /// <summary>Tells what is wrong with it.</summary>
    /// <returns>The query; to be used when nothing was wrong.</returns>
    public EvaluationQuery ToQuery(Guid moderatorId, FieldErrors errors)
    {
        var query = new EvaluationQuery(moderatorId);
        AddText(query, errors);
        if (!string.IsNullOrEmpty(User))
        {
            query.Where("platform_user_id = {0}", User);
        }

        AddSeverity(query, errors);
        if (!string.IsNullOrEmpty(Channel))
        {
            errors.Require(long.TryParse(Channel, NumberStyles.None, CultureInfo.InvariantCulture, out var channel), "channel", "must be a channel's id");
            query.WhereUnindexed("channel_id = {0}", channel);
        }

        if (Csv.Split(Tier) is { Length: > 0 } tiers)
        {
            errors.Require(Array.TrueForAll(tiers, tier => Array.IndexOf(Tiers, tier) >= 0), "tier", $"must be of {string.Join(", ", Tiers)}");
            query.WhereUnindexed("decided_by = ANY ({0})", [tiers]);
        }

        if (!string.IsNullOrEmpty(Label))
        {
            errors.Require(Label.Length <= MaxText, "label", $"must be text of at most {MaxText} characters");
            query.WhereUnindexed(
                "(explanation @> {0}::jsonb OR explanation @> {1}::jsonb OR (explanation->'labels'->>{2})::float8 >= {3})",
                Holding("rule", Label), Holding("guideline", Label), Label, MinLabel);
        }

        if (Csv.Parse<EvaluationStatus>(Status, "status", errors) is { Count: > 0 } statuses)
        {
            query.WhereUnindexed("status = ANY ({0})", [statuses.Select(StatusNames.Of).ToArray()]);
        }

        errors.Require(From is null || Until is null || From < Until, "from", "must be before until");
        query.Between(From, Until);
        return query;
    }

    private void AddText(EvaluationQuery query, FieldErrors errors)
    {
        if (string.IsNullOrWhiteSpace(Text))
        {
            errors.Require(IncludeUnflagged is not true, "include_unflagged", "goes together with text");
            return;
        }

        errors.Require(Text.Length <= MaxText, "text", $"must be text of at most {MaxText} characters");
        if (IncludeUnflagged is true)
        {
            query.WhereUnindexed(FlaggedText.Matches, Text);
        }
        else
        {
            query.Where("severity_score >= 0.3");
            query.Where(FlaggedText.Matches, Text);
        }
    }

    private void AddSeverity(EvaluationQuery query, FieldErrors errors)
    {
        errors.Require(MinSeverity is null or (>= 0 and <= 1), "min_severity", "must be between 0 and 1")
            .Require(MaxSeverity is null or (>= 0 and <= 1), "max_severity", "must be between 0 and 1")
            .Require(MinSeverity is null || MaxSeverity is null || MinSeverity <= MaxSeverity, "min_severity", "must not be above max_severity");
        if (MinSeverity is { } min)
        {
            if (min >= Flagged)
            {
                // As the partial indexes have it.
                query.Where("severity_score >= 0.3");
            }

            if (min is not Flagged)
            {
                query.WhereUnindexed("severity_score >= {0}", (float)min);
            }
        }

        if (MaxSeverity is { } max)
        {
            query.WhereUnindexed("severity_score <= {0}", (float)max);
        }
    }

    private static string Holding(string name, string value) => JsonSerializer.Serialize(new Dictionary<string, string> { [name] = value });
}
