using System.Globalization;
using System.Text;
using Gova.Moderation.Campaigns;
using Gova.Simulators.Community;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Moderation.Campaigns;

public sealed class CampaignPropertyTests
{
    private const string Latin = "aceiopsxy";
    private const string Cyrillic = "асеіорѕху";

    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly Dictionary<char, char> Digits = new() { ['i'] = '1', ['l'] = '1', ['o'] = '0', ['e'] = '3', ['a'] = '@', ['s'] = '$', ['t'] = '7' };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void However_a_text_is_spelt_it_is_one_campaign(int seed)
    {
        var random = new Random(seed);
        var generator = new ChatterGenerator(seed);
        for (var round = 0; round < 40; round++)
        {
            var watch = new CampaignWatch();
            var text = generator.Next("spam").Text;
            for (var author = 0; author < 12; author++)
            {
                watch.Add(Guid.Empty, new CampaignMessage(author, author, 1, Now.AddSeconds(author), Disguised(text, random)));
            }

            var campaign = Assert.Single(watch.TakeChanged());
            Assert.Equal((12, 12), (campaign.Messages, campaign.Members.Count));
        }
    }

    [Fact]
    public void Unrelated_texts_never_are()
    {
        // Those about people are one sentence about many groups, and near-same indeed.
        var texts = OwnTexts().Where(text => !text.Contains("people", StringComparison.Ordinal)).ToList();
        var watch = new CampaignWatch();

        var told = texts.Where((text, i) => watch.Add(Guid.Empty, new CampaignMessage(i, i, i, Now, text)));

        Assert.True(texts.Count > 700);
        Assert.Empty(told);
    }

    [Fact]
    public void Random_texts_never_are()
    {
        var words = OwnTexts().SelectMany(text => text.Split(' ')).Distinct().ToArray();
        var random = new Random(1);
        var watch = new CampaignWatch();
        for (var i = 0; i < 20_000; i++)
        {
            Assert.False(watch.Add(Guid.Empty, new CampaignMessage(i, i, i, Now, string.Join(' ', random.GetItems(words, 12)))));
        }
    }

    private static IEnumerable<string> OwnTexts() => File.ReadLines(Repository.File("Gova.Benchmarks", "Triage", "own-texts.csv")).Skip(1)
        .Select(line => line[..line.LastIndexOf(',')].Trim('"')).Distinct();

    /// <summary>Each word in one of the ways people disguise words.</summary>
    private static string Disguised(string text, Random random) => string.Join(' ', text.Split(' ').Select(word => random.Next(7) switch
    {
        _ when word.Contains("://", StringComparison.Ordinal) => word,
        0 => string.Join(random.GetItems([" ", ".", "-", "_", "\u200B"], 1)[0], word.ToCharArray()),
        1 when word.All(char.IsLetter) && !word.All(Digits.ContainsKey) => string.Concat(word.Select(c => Digits.GetValueOrDefault(c, c))),
        2 => string.Concat(word.Select(c => Latin.IndexOf(c) is >= 0 and var i ? Cyrillic[i] : c)),
        3 => word.ToUpper(CultureInfo.InvariantCulture),
        4 => string.Concat(word.Select(c => char.IsLetter(c) ? $"{c}\u0301" : $"{c}")),
        5 => string.Concat(word.EnumerateRunes().Select(r => r.Value is >= 'a' and <= 'z' ? new Rune(0x1D41A + r.Value - 'a').ToString() : r.ToString())),
        _ => word,
    }));
}
