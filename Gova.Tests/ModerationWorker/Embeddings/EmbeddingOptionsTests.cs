using System.ComponentModel.DataAnnotations;
using Gova.ModerationWorker.Embeddings;

namespace Gova.Tests.ModerationWorker.Embeddings;

public sealed class EmbeddingOptionsTests
{
    [Fact]
    public void Nothing_configured_is_fine() => Assert.Empty(Problems(new EmbeddingOptions()));

    [Fact]
    public void A_length_that_cannot_be_stored_is_refused() =>
        Assert.Contains("Embeddings:Dimensions must be 384", Assert.Single(Problems(new EmbeddingOptions { Dimensions = 1536 })), StringComparison.Ordinal);

    [Fact]
    public void An_endpoint_needs_a_model_and_a_safe_address() => Assert.Equal(
        ["Embeddings:Endpoint", "Embeddings:Model"],
        Problems(new EmbeddingOptions { Endpoint = "http://models.example/v1" }).Select(problem => problem.Split(' ')[0]));

    private static IReadOnlyList<string> Problems(EmbeddingOptions options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return [.. results.Select(result => result.ErrorMessage!)];
    }
}
