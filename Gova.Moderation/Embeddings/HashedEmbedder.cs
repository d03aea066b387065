using Microsoft.Extensions.AI;

namespace Gova.Moderation.Embeddings;

/// <summary>
/// Embeds without a model: like wording lies close, whatever the spelling; like meaning in other words does not. Always the same
/// vector for a text, of length one.
/// </summary>
public sealed class HashedEmbedder : IEmbeddingGenerator<string, Embedding<float>>
{
    public const int Dimensions = 384;

    /// <summary>The vector of one text.</summary>
    public static float[] Embed(string text)
    {
        var vector = new float[Dimensions];
        TextFeatures.AddTo(vector, text);
        var length = MathF.Sqrt(SumOfSquares(vector));
        if (length == 0)
        {
            // A text without anything to hash still has a direction: cosine knows no zero.
            vector[0] = length = 1;
        }

        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] /= length;
        }

        return vector;
    }

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(text => new Embedding<float>(Embed(text)))));

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        // Holds nothing.
    }

    private static float SumOfSquares(float[] vector)
    {
        float sum = 0;
        foreach (var value in vector)
        {
            sum += value * value;
        }

        return sum;
    }
}
