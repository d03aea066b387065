namespace Gova.Data.Vectors;

/// <summary>A vector of half-precision numbers, pgvector's <c>halfvec</c>. Stands in for the Pgvector package's HalfVector.</summary>
public sealed class Embedding : IEquatable<Embedding>
{
    /// <summary>Length of every stored embedding.</summary>
    public const int Dimensions = 384;

    private readonly Half[] _values;

    internal Embedding(Half[] values) => _values = values;

    public ReadOnlySpan<Half> Values => _values;

    /// <exception cref="ArgumentException">The length is not <see cref="Dimensions"/>, or a number is not finite.</exception>
    public static Embedding From(ReadOnlySpan<float> values)
    {
        if (values.Length != Dimensions)
        {
            throw new ArgumentException($"An embedding has {Dimensions} numbers, not {values.Length}.", nameof(values));
        }

        var halves = new Half[values.Length];
        for (var i = 0; i < halves.Length; i++)
        {
            halves[i] = (Half)values[i];
            if (!Half.IsFinite(halves[i]))
            {
                throw new ArgumentException($"Number {i} of the embedding is not finite in half precision.", nameof(values));
            }
        }

        return new Embedding(halves);
    }

    public bool Equals(Embedding? other) => other is not null && Values.SequenceEqual(other.Values);

    public override bool Equals(object? obj) => Equals(obj as Embedding);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var value in _values)
        {
            hash.Add(value);
        }

        return hash.ToHashCode();
    }
}
