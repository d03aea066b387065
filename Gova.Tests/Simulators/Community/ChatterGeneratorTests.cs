using Gova.Simulators.Community;
using Gova.Simulators.Llm;

namespace Gova.Tests.Simulators.Community;

public sealed class ChatterGeneratorTests
{
    private const int Many = 5_000;

    [Fact]
    public void The_same_seed_says_the_same() => Assert.Equal(Say(seed: 7), Say(seed: 7));

    [Fact]
    public void Another_seed_says_something_else() => Assert.NotEqual(Say(seed: 7), Say(seed: 8));

    [Fact]
    public void Four_of_five_messages_are_benign_and_no_kind_is_missing()
    {
        var said = Say(seed: 7);
        Assert.InRange(said.Count(chatter => chatter.Label == Label.Benign) / (double)Many, 0.77, 0.83);
        Assert.Equal(Label.All.Order(), said.Select(chatter => chatter.Label).Distinct().Order());
        Assert.Equal(Enum.GetValues<ChatterKind>(), said.Select(chatter => chatter.Kind).Distinct().Order());
    }

    [Fact]
    public void There_are_hundreds_of_different_messages() => Assert.True(Say(seed: 7).Select(chatter => chatter.Text).Distinct().Count() > 800);

    [Fact]
    public void The_model_judges_each_message_as_it_was_meant()
    {
        foreach (var chatter in Say(seed: 7))
        {
            var severity = Judge.Of(chatter.Text).Severity;
            var (least, most) = chatter.Label switch
            {
                Label.Benign => (0.0, 0.2),
                Label.Rude => (0.4, 0.5),
                Label.Spam => (0.65, 0.745),
                Label.Toxic => (0.8, 0.9),
                _ => (0.7, 0.8),
            };
            Assert.True(severity >= least && severity <= most, $"{chatter.Label} judged {severity}: {chatter.Text}");
        }
    }

    private static List<Chatter> Say(int seed)
    {
        var generator = new ChatterGenerator(seed);
        return [.. Enumerable.Range(0, Many).Select(_ => generator.Next())];
    }
}
