using System.Runtime.CompilerServices;

namespace Gova.Moderation.Triage;

/// <summary>Calibrated probabilities, 0 to 1, one for each <see cref="TriageLabel"/>.</summary>
[InlineArray(TriageModel.Labels)]
public struct TriageScores
{
    private float _first;

    public float this[TriageLabel label]
    {
        readonly get => this[(int)label];
        set => this[(int)label] = value;
    }
}
