using Gova.Moderation.Triage;

namespace Gova.Benchmarks.Triage;

/// <summary>Which part of the data a text belongs to; decided by the text itself, so that every run agrees.</summary>
internal enum Split
{
    Train,
    Calibrate,
    Test,
}

/// <summary>A text of which some labels are known.</summary>
/// <param name="Source">Name of the data set.</param>
/// <param name="Labels">For each <see cref="TriageLabel"/>: whether it applies; null when nobody said.</param>
internal sealed record LabelledText(string Source, string Text, bool?[] Labels)
{
    public Split Split => (Hash(Text) % 10) switch
    {
        8 => Split.Calibrate,
        9 => Split.Test,
        _ => Split.Train,
    };

    public bool? this[TriageLabel label] => Labels[(int)label];

    public static bool?[] Unknown() => new bool?[TriageModel.Labels];

    private static uint Hash(string text)
    {
        var hash = 2_166_136_261;
        foreach (var c in text)
        {
            hash = (hash ^ char.ToLowerInvariant(c)) * 16_777_619;
        }

        return hash ^ (hash >> 15);
    }
}
