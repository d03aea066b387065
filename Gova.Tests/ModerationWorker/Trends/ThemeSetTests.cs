using Gova.ModerationWorker.Trends;
using Gova.Tests.Data.Vectors;

namespace Gova.Tests.ModerationWorker.Trends;

public sealed class ThemeSetTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Moderator = Guid.NewGuid();

    private static readonly string[] Scams =
    [
        "free nitro giveaway, click here", "get your free nitro at this giveaway", "fr33 n1tro giveaway now", "claim free nitro giveaway today",
    ];

    private static readonly string[] Insults =
    [
        "you are a stupid idiot", "what a stupid idiot you are", "stupid idiot, go away", "shut up you stupid idiot",
    ];

    [Fact]
    public void Like_messages_share_a_theme_and_unlike_ones_do_not()
    {
        var themes = new ThemeSet(Moderator, []);

        var scams = Scams.Select(text => Add(themes, text)).ToHashSet();
        var insults = Insults.Select(text => Add(themes, text)).ToHashSet();

        Assert.Single(scams);
        Assert.Single(insults);
        Assert.Empty(scams.Intersect(insults));
        Assert.Equal((4, 4), (scams.Single().Size, insults.Single().Size));
    }

    [Fact]
    public void A_theme_goes_on_where_it_was_stored()
    {
        var first = new ThemeSet(Moderator, []);
        var began = Scams[..2].Select(text => Add(first, text)).ToList()[^1].ToStored();

        var theme = Add(new ThemeSet(Moderator, [began]), Scams[2]);

        Assert.Equal((began.ClusterId, 3), (theme.Stored.ClusterId, theme.Size));
    }

    [Fact]
    public void The_number_of_themes_is_bounded_and_the_quietest_goes()
    {
        var themes = new ThemeSet(Moderator, []);
        var added = Enumerable.Range(0, ThemeSet.MaxThemes + 5)
            .Select(i => themes.Add(EmbeddingAlong(i), Now.AddMinutes(i)).Theme.Stored.ClusterId).ToList();

        Assert.Equal(added[..5], themes.Dropped);
        Assert.Equal(ThemeSet.MaxThemes, themes.Changed.Count);
    }

    [Fact]
    public void A_name_is_made_of_the_words_that_set_a_theme_apart()
    {
        var name = ThemeName.Of(Scams, [.. Insults, "here you are", "click your tongue", "go and get it today"]);

        Assert.Equal(["free", "giveaway", "nitro"], name.Split(' ').Order());
        Assert.Equal("", ThemeName.Of(["!!!"], []));
    }

    private static Theme Add(ThemeSet themes, string text) => themes.Add(SimilarCasesTests.Embed(text), Now).Theme;

    private static Gova.Data.Vectors.Embedding EmbeddingAlong(int axis)
    {
        var values = new float[Gova.Data.Vectors.Embedding.Dimensions];
        values[axis] = 1;
        return Gova.Data.Vectors.Embedding.From(values);
    }
}
