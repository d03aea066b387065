using Gova.Benchmarks.Evaluation;

namespace Gova.Tests.Moderation.Evaluation;

/// <summary>Against values calculated by hand.</summary>
public sealed class MetricsTests
{
    private static readonly Scored[] Items =
        [new(0.9, true), new(0.8, false), new(0.7, true), new(0.6, true), new(0.3, false), new(0.3, true), new(0.1, false), new(0, false)];

    // Of 16 pairs of a positive and a negative: 0.9 beats 4, 0.7 beats 3, 0.6 beats 3, 0.3 beats 2 and ties with 1.
    [Fact]
    public void Roc_auc_counts_the_pairs_in_the_right_order() => Assert.Equal(12.5 / 16, Metrics.RocAuc(Items), 12);

    // Precision after each positive: 1/1, 2/3, 3/4, and 4/6 for the tie, where a positive and a negative come together.
    [Fact]
    public void Pr_auc_is_the_average_precision() => Assert.Equal((1 + (2 / 3.0) + (3 / 4.0) + (4 / 6.0)) / 4, Metrics.PrAuc(Items), 12);

    [Fact]
    public void A_threshold_is_right_and_wrong_so_often()
    {
        var at = Metrics.At(Items, 0.6);

        Assert.Equal(new Confusion(3, 1, 3, 1), at);
        Assert.Equal((0.75, 0.75, 0.75, 0.25), (at.Precision, at.Recall, at.F1, at.FalsePositiveRate));
    }

    // Bins: 0.9 | 0.8 | 0.7 | 0.6 | two of 0.3, half of them true | 0.1 | 0.
    [Fact]
    public void The_calibration_error_is_the_mean_distance_of_score_and_truth() =>
        Assert.Equal((0.1 + 0.8 + 0.3 + 0.4 + (2 * 0.2) + 0.1 + 0) / 8, Metrics.CalibrationError(Items), 12);

    [Fact]
    public void A_score_of_one_is_in_the_last_bin() => Assert.Equal(0, Metrics.CalibrationError([new(1, true)]), 12);

    [Fact]
    public void Without_both_kinds_there_is_no_curve()
    {
        Assert.True(double.IsNaN(Metrics.RocAuc([new(1, true)])));
        Assert.True(double.IsNaN(Metrics.RocAuc([new(1, false)])));
        Assert.True(double.IsNaN(Metrics.PrAuc([new(1, false)])));
    }

    [Fact]
    public void The_identity_gap_is_between_the_best_and_the_worst_served_term()
    {
        var texts = Enumerable.Range(0, 20).SelectMany(_ => new[]
        {
            ("a gay man", new Scored(0.9, true)), ("a Gay man.", new Scored(0.1, false)),
            ("a deaf man", new Scored(0.5, true)), ("a deaf man", new Scored(0.5, false)),
            ("a tall man", new Scored(0, true)), ("a tall man", new Scored(1, false)),
        });

        var bias = IdentityBias.Measure([.. texts]);

        Assert.Equal(("deaf", 0.5), bias.Lowest);
        Assert.Equal(("gay", 1.0), bias.Highest);
        Assert.Equal(0.5, bias.Gap);
        Assert.True(double.IsNaN(IdentityBias.Measure([("a gay man", new Scored(1, true))]).Gap));
    }
}
