using System.Globalization;
using System.Text.Json.Nodes;
using Gova.Moderation.Conversations;
using Gova.Moderation.Policy;
using Gova.Moderation.Review;
using Gova.ModerationWorker.Conversations;
using Gova.ModerationWorker.Llm;
using Gova.ModerationWorker.Moderators;

namespace Gova.ModerationWorker.ReviewQueue;

/// <summary>What is stored beside a reviewed message's verdict: how it came about, and what the model was shown.</summary>
internal static class ReviewRecord
{
    /// <param name="spent">This message's share of all requests to the first model that it was part of.</param>
    /// <param name="second">What the stronger model took.</param>
    public static string Explain(
        ActiveModerator moderator,
        Verdict? verdict,
        ModelCall spent,
        ReviewContext context,
        LlmOptions llm,
        string? note = null,
        ModelCall? second = null)
    {
        var all = second is null ? spent : spent + second;
        return new Explanation(
            Guideline: verdict?.Guideline,
            Confidence: verdict?.Confidence,
            Model: all.Model ?? llm.Model,
            PromptVersion: ReviewAgent.PromptVersion,
            ConfigVersion: moderator.Version,
            LatencyMs: all.LatencyMs,
            InputTokens: all.InputTokens,
            OutputTokens: all.OutputTokens,
            Cost: llm.PricesOf(ModelTiers.First).Of(spent.InputTokens, spent.OutputTokens)
                + llm.PricesOf(ModelTiers.Second).Of(second?.InputTokens ?? 0, second?.OutputTokens ?? 0),
            Similar: context.Cases,
            Note: note).ToJson();
    }

    /// <summary>The surroundings, the channel's guidelines, and which messages stood in the same request.</summary>
    public static string Seen(ReviewMaterial material, IReadOnlyList<OpenReview> together, OpenReview review)
    {
        var seen = material.Context.Json is { } json ? JsonNode.Parse(json)!.AsObject() : [];
        // A past case's text is kept with its own evaluation, and goes with it.
        foreach (var (shown, known) in (seen["past_cases"]?.AsArray() ?? []).Zip(material.Context.Cases ?? []))
        {
            var past = shown!.AsObject();
            past.Remove("text");
            past["event_id"] = known.EventId.ToString();
        }

        if (material.Context.Guidelines is { } guidelines)
        {
            seen["channel_guidelines"] = guidelines;
        }

        if (material.Messages[IndexOf(together, review)].Quoted is { } quoted)
        {
            seen["answers"] = new JsonObject { ["author"] = quoted.Author, ["text"] = quoted.Text };
        }

        if (together.Count > 1)
        {
            seen["together_with"] = new JsonArray([.. together.Where(other => other != review)
                .Select(other => (JsonNode)other.Review.MessageId.ToString(CultureInfo.InvariantCulture))]);
        }

        return seen.ToJsonString();
    }

    private static int IndexOf(IReadOnlyList<OpenReview> reviews, OpenReview review)
    {
        for (var i = 0; i < reviews.Count; i++)
        {
            if (ReferenceEquals(reviews[i], review))
            {
                return i;
            }
        }

        throw new ArgumentException("The review is not among those of the request.", nameof(review));
    }
}
