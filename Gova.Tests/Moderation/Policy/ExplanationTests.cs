using Gova.Moderation.Policy;

namespace Gova.Tests.Moderation.Policy;

public sealed class ExplanationTests
{
    [Fact]
    public void Only_what_applies_is_stored_and_it_reads_the_same()
    {
        var id = Guid.NewGuid();
        var explanation = new Explanation(
            Rule: "rules.caps", Metric: "caps", Value: 0.9, Threshold: 0.7, InputTokens: 12, Similar: [new SimilarCase(id, 0.91, "approved")]);

        var json = explanation.ToJson();

        Assert.Equal(
            $$"""{"rule":"rules.caps","metric":"caps","value":0.9,"threshold":0.7,"input_tokens":12,"similar":[{"event_id":"{{id}}","similarity":0.91,"outcome":"approved"}]}""",
            json);
        Assert.Equal(json, Explanation.Parse(json).ToJson());
    }
}
