using Gova.Data.Evaluations;
using Gova.Moderation.Review;
using Gova.ModerationWorker.Pipeline;

namespace Gova.ModerationWorker.ReviewQueue;

/// <summary>A claimed review that can be read.</summary>
/// <param name="Spent">What its verdict has taken so far.</param>
internal sealed record OpenReview(ClaimedReview Review, MessageContext Context, ModelCall Spent);
