using System.Text.Json;
using Gova.Data.Evaluations;
using Gova.Moderation.Conversations;
using Gova.Moderation.Review;
using Gova.ModerationWorker.Conversations;
using Gova.ModerationWorker.Pipeline;
using Gova.ModerationWorker.ReviewQueue;

namespace Gova.Tests.ModerationWorker.ReviewQueue;

public sealed class ReviewRecordTests
{
    [Fact]
    public void A_past_case_is_stored_by_its_id_and_not_by_its_text_which_may_be_erased_sooner()
    {
        var (near, far) = (Guid.NewGuid(), Guid.NewGuid());
        var around = new Surroundings([], [], [new(far, "an older secret", 0.5, 0.6), new(near, "an old secret", 0.7, 0.9, "approved")]);
        ReviewMessage[] messages = [new("Ann", "something like it")];
        var context = ContextBuilder.Build(around, messages, maxTokens: 1_000);
        var review = new OpenReview(
            new ClaimedReview(1, 1, Guid.NewGuid(), TimeProvider.System.GetUtcNow(), Guid.NewGuid(), "7", 42, 43, "{}", null),
            new MessageContext("something like it", "Ann", 5), ModelCall.None);

        var seen = ReviewRecord.Seen(new ReviewMaterial(messages, context), [review], review);

        Assert.Contains("an old secret", context.Json, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", seen, StringComparison.Ordinal);
        var cases = JsonDocument.Parse(seen).RootElement.GetProperty("past_cases");
        Assert.Equal([near, far], cases.EnumerateArray().Select(item => item.GetProperty("event_id").GetGuid()));
        Assert.Equal((0.7, "approved"), (cases[0].GetProperty("severity").GetDouble(), cases[0].GetProperty("people_decided").GetString()));
    }
}
