using Gova.Moderation.Embeddings;

namespace Gova.Tests.Moderation.Embeddings;

public sealed class HashedEmbedderTests
{
    [Fact]
    public void Every_vector_has_length_one_and_is_the_same_again()
    {
        foreach (var text in new[] { "claim your free gift card", "", "  ", "😀", "ok", new string('x', 10_000), "你好世界" })
        {
            var vector = HashedEmbedder.Embed(text);

            Assert.Equal(HashedEmbedder.Dimensions, vector.Length);
            Assert.Equal(1, Cosine(vector, vector), 4);
            Assert.Equal(vector, HashedEmbedder.Embed(text));
        }
    }

    [Fact]
    public void The_vectors_do_not_change_between_versions()
    {
        // Those that are stored must stay comparable.
        var vector = HashedEmbedder.Embed("Claim your free gift card");

        Assert.Equal("91:0.469 106:0.404 163:-0.328 228:-0.328", string.Join(' ', vector.Index().OrderByDescending(v => Math.Abs(v.Item)).Take(4).Select(v => $"{v.Index}:{v.Item:0.000}")));
    }

    [Theory]
    [InlineData("claim your free nitro here", "cl4im y0ur fr33 n1tro here")]
    [InlineData("you stupid idiot", "уоu stuріd іdіоt")]
    [InlineData("claim your free nitro here", "Claim your FREE nítro here")]
    public void A_disguised_text_lies_where_the_plain_one_does(string plain, string disguised) =>
        Assert.InRange(Cosine(plain, disguised), 0.9, 1.01);

    [Fact]
    public void Like_wording_lies_closer_than_unlike()
    {
        var theme = Cosine("free nitro giveaway, click the link", "get your free nitro from this giveaway");
        var other = Cosine("free nitro giveaway, click the link", "nobody wants to hear your stupid opinion");

        Assert.True(theme > other + 0.3, $"{theme} {other}");
    }

    [Fact]
    public void Common_short_words_alone_make_no_likeness() =>
        Assert.InRange(Cosine("you are in for a bad surprise", "you are in for a cup of coffee"), -0.2, 0.4);

    private static double Cosine(string left, string right) => Cosine(HashedEmbedder.Embed(left), HashedEmbedder.Embed(right));

    private static double Cosine(float[] left, float[] right) => left.Zip(right, (a, b) => (double)a * b).Sum();
}
