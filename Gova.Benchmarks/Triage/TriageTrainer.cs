using Gova.Moderation.Triage;

namespace Gova.Benchmarks.Triage;

/// <summary>
/// Trains the triage weights: logistic regression of each label by AdaGrad (Duchi, Hazan and Singer, 2011) over the hashed
/// features, calibrated afterwards by Platt's method on texts that the training has not seen.
/// </summary>
internal sealed class TriageTrainer(IReadOnlyList<LabelledText> data, int epochs, Action<string> say)
{
    private const float Rate = 0.1f;
    private const float Decay = 4e-3f;

    /// <summary>
    /// What speaks for a text fades sooner than what speaks against it: a friendly word makes no insult harmless, and which words
    /// are harmless is a matter of how a set was collected (by "bird", "trash" and "yankees", among others).
    /// </summary>
    private const float HarmlessDecay = 30;

    /// <summary>
    /// Where little speaks for a text, a long one gathers what speaks against it; learnt slowly, as most sets are of short texts.
    /// </summary>
    private const float LengthRate = 0.05f * Rate;

    /// <summary>Of the templates, which are much alike, one in so many is enough.</summary>
    private const int Templates = 6;

    /// <summary>Five of six tweets of this set are abusive, which nothing else is: its harmless ones count for more.</summary>
    private const float HarmlessTweet = 3;

    /// <summary>A set's texts together weigh in as they should, not as many as they happen to be.</summary>
    private static readonly Dictionary<string, float> Weights = new()
    {
        ["davidson"] = 1, ["hatemoji"] = 0.3f, ["madlibs"] = 0.3f, ["openai"] = 8, ["own"] = 20,
    };

    private readonly float[] _weights = new float[TriageFeatures.Buckets * TriageModel.Stride];
    private readonly float[] _squares = new float[TriageFeatures.Buckets * TriageModel.Stride];
    private readonly float[] _bias = new float[TriageModel.Labels];
    private readonly float[] _biasSquares = new float[TriageModel.Labels];
    private readonly float[] _length = new float[TriageModel.Labels];
    private readonly float[] _lengthSquares = new float[TriageModel.Labels];

    /// <summary>The file of weights, reproducible to the byte.</summary>
    /// <param name="cleanBelow">See <see cref="TriageModel.CleanBelow"/>; where it lies, only a model that exists can tell.</param>
    public byte[] Train(float cleanBelow = 0)
    {
        var examples = data.Where((text, i) => text.Split == Split.Train && (text.Source != "madlibs" || i % Templates == 0))
            .Select(Example.From).ToArray();
        var random = new Random(20_261_121);
        for (var epoch = 1; epoch <= epochs; epoch++)
        {
            random.Shuffle(examples);
            var loss = examples.Sum(example => Learn(example));
            say($"epoch {epoch}: loss {loss / examples.Length:0.0000}");
        }

        return Quantise(cleanBelow);
    }

    private double Learn(Example example)
    {
        Span<float> gradient = stackalloc float[TriageModel.Labels];
        var norm = 1 / MathF.Sqrt(Math.Max(1, example.Buckets.Length));
        double loss = 0;
        for (var label = 0; label < TriageModel.Labels; label++)
        {
            gradient[label] = 0;
            if (example.Labels[label] is { } applies)
            {
                var p = 1 / (1 + MathF.Exp(-Score(example, label, norm)));
                gradient[label] = (p - (applies ? 1 : 0)) * example.Weight;
                loss -= Math.Log(Math.Max(applies ? p : 1 - p, 1e-6)) * example.Weight;
                Step(ref _bias[label], ref _biasSquares[label], gradient[label]);
                Step(ref _length[label], ref _lengthSquares[label], gradient[label] / norm, LengthRate);
            }
        }

        foreach (var bucket in example.Buckets)
        {
            for (var label = 0; label < TriageModel.Labels; label++)
            {
                if (gradient[label] != 0)
                {
                    ref var weight = ref _weights[(bucket * TriageModel.Stride) + label];
                    var decay = weight < 0 ? HarmlessDecay * Decay : Decay;
                    Step(ref weight, ref _squares[(bucket * TriageModel.Stride) + label], (gradient[label] * norm) + (decay * weight));
                }
            }
        }

        return loss;
    }

    private float Score(Example example, int label, float norm)
    {
        float sum = 0;
        foreach (var bucket in example.Buckets)
        {
            sum += _weights[(bucket * TriageModel.Stride) + label];
        }

        return (sum * norm) + (_length[label] / norm) + _bias[label];
    }

    private static void Step(ref float weight, ref float squares, float gradient, float rate = Rate)
    {
        squares += gradient * gradient;
        weight -= rate * gradient / (MathF.Sqrt(squares) + 1e-6f);
    }

    /// <summary>Eight bits a weight: what is beyond the largest 1 in 10,000 is cut off.</summary>
    private byte[] Quantise(float cleanBelow)
    {
        var small = new sbyte[_weights.Length];
        var heads = new LabelHead[TriageModel.Labels];
        for (var label = 0; label < TriageModel.Labels; label++)
        {
            var sizes = Enumerable.Range(0, TriageFeatures.Buckets)
                .Select(bucket => MathF.Abs(_weights[(bucket * TriageModel.Stride) + label])).Order().ToArray();
            var scale = Math.Max(sizes[^(1 + (sizes.Length / 10_000))], 1e-6f) / 127;
            for (var at = label; at < _weights.Length; at += TriageModel.Stride)
            {
                small[at] = (sbyte)Math.Clamp(MathF.Round(_weights[at] / scale), -127, 127);
            }

            heads[label] = new LabelHead(scale, _bias[label], 1, 0, _length[label]);
        }

        var model = TriageModel.Load(TriageModel.Write(small, heads, 0, 1));
        var calibrated = new Calibration(model, data.Where(text => text.Split == Split.Calibrate));
        var final = TriageModel.Load(TriageModel.Write(small, calibrated.Calibrate(heads), 0, 1));
        var flaggedFrom = OperatingPoints.FlaggedFrom(final, data.Where(text => text.Split == Split.Calibrate));
        return TriageModel.Write(small, calibrated.Calibrate(heads), Math.Min(cleanBelow, flaggedFrom), flaggedFrom);
    }

    private sealed record Example(int[] Buckets, bool?[] Labels, float Weight)
    {
        public static Example From(LabelledText text)
        {
            var buckets = new int[TriageFeatures.MaxFeatures];
            var isHarmlessTweet = text.Source == "davidson" && text[TriageLabel.Flagged] == false;
            return new Example(
                buckets[..TriageFeatures.Extract(text.Text, buckets)], text.Labels, Weights[text.Source] * (isHarmlessTweet ? HarmlessTweet : 1));
        }
    }
}
