using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Gova.Moderation.Triage;

/// <summary>
/// A linear model over hashed n-grams: the sum of the features' weights by the root of their number, less what a long text gathers by
/// its length alone, as a probability. Knows
/// words and spellings, not meaning: what irony, context or a community's own rules make of a text is the other tiers' to judge.
/// Immutable; any thread may use it; a prediction allocates nothing.
/// </summary>
public sealed class TriageModel
{
    /// <summary>Number of labels.</summary>
    public const int Labels = 7;

    /// <summary>Weights of a bucket lie side by side, padded to one vector.</summary>
    internal const int Stride = 8;

    private const uint Magic = 0x4952_5447; // "GTRI"
    private const int HeaderPerLabel = 5 * sizeof(float);
    private const int HeadsStart = 8 + (2 * sizeof(float));
    private const int HeaderSize = HeadsStart + (Labels * HeaderPerLabel);

    /// <summary>Sums of so many weights cannot overflow 16 bits.</summary>
    private const int Chunk = 256;

    private static readonly Lazy<TriageModel> Shipped = new(LoadDefault);

    private readonly sbyte[] _weights;
    private readonly LabelHead[] _heads;

    private TriageModel(sbyte[] weights, LabelHead[] heads) => (_weights, _heads) = (weights, heads);

    /// <summary>The weights that come with this assembly.</summary>
    public static TriageModel Default => Shipped.Value;

    /// <summary>Operating point: from this probability of <see cref="TriageLabel.Flagged"/> on a text is taken to be not clean.</summary>
    public float FlaggedFrom { get; private init; }

    /// <summary>Below this probability of <see cref="TriageLabel.Flagged"/> a text is taken to be clean; between the two it is uncertain.</summary>
    public float CleanBelow { get; private init; }

    /// <summary>Identifies these weights in what is recorded.</summary>
    public string Version { get; private init; } = "";

    /// <exception cref="InvalidDataException">No weights, or of another version.</exception>
    public static TriageModel Load(ReadOnlySpan<byte> file)
    {
        if (file.Length != HeaderSize + (TriageFeatures.Buckets * Stride) || BinaryPrimitives.ReadUInt32LittleEndian(file) != Magic
            || BinaryPrimitives.ReadInt32LittleEndian(file[4..]) != Labels)
        {
            throw new InvalidDataException("These are no triage weights of this version.");
        }

        var heads = new LabelHead[Labels];
        for (var label = 0; label < Labels; label++)
        {
            var numbers = file.Slice(HeadsStart + (label * HeaderPerLabel), HeaderPerLabel);
            heads[label] = new LabelHead(
                BinaryPrimitives.ReadSingleLittleEndian(numbers), BinaryPrimitives.ReadSingleLittleEndian(numbers[4..]),
                BinaryPrimitives.ReadSingleLittleEndian(numbers[8..]), BinaryPrimitives.ReadSingleLittleEndian(numbers[12..]),
                BinaryPrimitives.ReadSingleLittleEndian(numbers[16..]));
        }

        return new TriageModel(MemoryMarshal.Cast<byte, sbyte>(file[HeaderSize..]).ToArray(), heads)
        {
            CleanBelow = BinaryPrimitives.ReadSingleLittleEndian(file[8..]),
            FlaggedFrom = BinaryPrimitives.ReadSingleLittleEndian(file[12..]),
            Version = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file))[..12],
        };
    }

    /// <summary>Judges a text; what is longer than 2,048 characters by its beginning.</summary>
    public void Predict(ReadOnlySpan<char> text, ref TriageScores scores)
    {
        Span<int> buckets = stackalloc int[Math.Min(TriageFeatures.MaxFeatures, 64 + (text.Length * TriageFeatures.MostOfCharacter))];
        var count = TriageFeatures.Extract(text, buckets);
        var sums = Sum(buckets[..count]);
        var root = MathF.Sqrt(count);
        var norm = count == 0 ? 0 : 1 / root;
        for (var label = 0; label < Labels; label++)
        {
            scores[label] = _heads[label].Probability(sums[label] * norm, root);
        }
    }

    /// <summary>Probability that a text is not clean, 0 to 1.</summary>
    public float Flagged(ReadOnlySpan<char> text)
    {
        var scores = new TriageScores();
        Predict(text, ref scores);
        return scores[TriageLabel.Flagged];
    }

    internal static byte[] Write(ReadOnlySpan<sbyte> weights, ReadOnlySpan<LabelHead> heads, float cleanBelow, float flaggedFrom)
    {
        var file = new byte[HeaderSize + weights.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(file, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), Labels);
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(8), cleanBelow);
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(12), flaggedFrom);
        for (var label = 0; label < Labels; label++)
        {
            var numbers = file.AsSpan(HeadsStart + (label * HeaderPerLabel));
            BinaryPrimitives.WriteSingleLittleEndian(numbers, heads[label].Scale);
            BinaryPrimitives.WriteSingleLittleEndian(numbers[4..], heads[label].Bias);
            BinaryPrimitives.WriteSingleLittleEndian(numbers[8..], heads[label].Slope);
            BinaryPrimitives.WriteSingleLittleEndian(numbers[12..], heads[label].Offset);
            BinaryPrimitives.WriteSingleLittleEndian(numbers[16..], heads[label].Length);
        }

        MemoryMarshal.Cast<sbyte, byte>(weights).CopyTo(file.AsSpan(HeaderSize));
        return file;
    }

    private Vector256<int> Sum(ReadOnlySpan<int> buckets)
    {
        ref var weights = ref MemoryMarshal.GetArrayDataReference(_weights);
        var total = Vector256<int>.Zero;
        while (!buckets.IsEmpty)
        {
            var chunk = buckets[..Math.Min(Chunk, buckets.Length)];
            var part = Vector128<short>.Zero;
            foreach (var bucket in chunk)
            {
                var eight = Vector64.LoadUnsafe(ref weights, (nuint)(bucket * Stride));
                part += Vector128.WidenLower(eight.ToVector128Unsafe());
            }

            total += Vector256.Create(Vector128.WidenLower(part), Vector128.WidenUpper(part));
            buckets = buckets[chunk.Length..];
        }

        return total;
    }

    private static TriageModel LoadDefault()
    {
        using var stream = typeof(TriageModel).Assembly.GetManifestResourceStream("Gova.Moderation.Triage.triage-weights.bin")
            ?? throw new InvalidDataException("The triage weights are missing from the assembly.");
        var file = new byte[stream.Length];
        stream.ReadExactly(file);
        return Load(file);
    }
}

/// <summary>What makes a label's probability of its sum of weights.</summary>
/// <param name="Scale">Of the stored 8-bit weights.</param>
/// <param name="Bias">Score of a text without features.</param>
/// <param name="Slope">Platt's calibration: slope.</param>
/// <param name="Offset">Platt's calibration: offset.</param>
/// <param name="Length">What a text's length adds to its score, by the root of its number of features.</param>
internal readonly record struct LabelHead(float Scale, float Bias, float Slope, float Offset, float Length)
{
    public float Probability(float sum, float root) => 1 / (1 + MathF.Exp(-((Slope * ((sum * Scale) + (root * Length) + Bias)) + Offset)));
}
