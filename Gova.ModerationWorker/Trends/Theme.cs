using Gova.Data.Trends;
using Gova.Data.Vectors;

namespace Gova.ModerationWorker.Trends;

/// <summary>A theme while it is worked on: the direction of its messages' mean, and how many there are.</summary>
internal sealed class Theme
{
    /// <summary>A new message weighs at least one part in so many, so that an old theme can still drift.</summary>
    private const int MaxInertia = 50;

    private readonly float[] _centroid;

    public Theme(TrendCluster stored) => (Stored, _centroid, Size) = (stored, Vector(stored.Centroid), stored.Size);

    public TrendCluster Stored { get; }

    public int Size { get; private set; }

    public DateTimeOffset LastSeenAt => Stored.LastSeenAt;

    /// <summary>Whether its words should be looked at again: it is young, or has grown by a quarter.</summary>
    public bool WantsName => Size <= 5 || Size >= Stored.Size + (Stored.Size / 4);

    /// <summary>The embedding's numbers, of length one.</summary>
    public static float[] Vector(Embedding embedding)
    {
        var vector = new float[Embedding.Dimensions];
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] = (float)embedding.Values[i];
        }

        return Normalised(vector);
    }

    /// <summary>Cosine.</summary>
    public float Similarity(float[] vector)
    {
        float sum = 0;
        for (var i = 0; i < vector.Length; i++)
        {
            sum += _centroid[i] * vector[i];
        }

        return sum;
    }

    /// <summary>Takes a message in: the centroid moves towards it.</summary>
    public void Join(float[] vector, DateTimeOffset at)
    {
        var inertia = Math.Min(Size, MaxInertia);
        for (var i = 0; i < vector.Length; i++)
        {
            _centroid[i] = (_centroid[i] * inertia) + vector[i];
        }

        Normalised(_centroid);
        Size++;
        Stored.LastSeenAt = at > Stored.LastSeenAt ? at : Stored.LastSeenAt;
    }

    /// <summary>As it is to be stored now.</summary>
    public TrendCluster ToStored()
    {
        (Stored.Centroid, Stored.Size) = (Embedding.From(_centroid), Size);
        return Stored;
    }

    private static float[] Normalised(float[] vector)
    {
        float sum = 0;
        foreach (var value in vector)
        {
            sum += value * value;
        }

        var length = MathF.Sqrt(sum);
        for (var i = 0; length > 0 && i < vector.Length; i++)
        {
            vector[i] /= length;
        }

        return vector;
    }
}
