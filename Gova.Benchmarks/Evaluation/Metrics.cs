namespace Gova.Benchmarks.Evaluation;

/// <summary>A text's score and whether the label truly applies.</summary>
internal readonly record struct Scored(double Score, bool IsPositive);

/// <summary>Figures of a binary classifier.</summary>
internal static class Metrics
{
    /// <summary>Probability that a positive scores above a negative (Mann-Whitney); ties count half. NaN without both kinds.</summary>
    public static double RocAuc(IReadOnlyCollection<Scored> items)
    {
        var ordered = items.OrderBy(item => item.Score).ToList();
        double positives = ordered.Count(item => item.IsPositive);
        var negatives = ordered.Count - positives;
        double rankSum = 0;
        for (var i = 0; i < ordered.Count;)
        {
            var end = i;
            while (end < ordered.Count && ordered[end].Score == ordered[i].Score)
            {
                end++;
            }

            var rank = (i + 1 + end) / 2.0;
            for (; i < end; i++)
            {
                rankSum += ordered[i].IsPositive ? rank : 0;
            }
        }

        return positives == 0 || negatives == 0 ? double.NaN : (rankSum - (positives * (positives + 1) / 2)) / (positives * negatives);
    }

    /// <summary>Average precision: the area under precision over recall.</summary>
    public static double PrAuc(IReadOnlyCollection<Scored> items)
    {
        var positives = items.Count(item => item.IsPositive);
        double area = 0, found = 0, seen = 0;
        foreach (var tied in items.GroupBy(item => item.Score).OrderByDescending(group => group.Key))
        {
            var hits = tied.Count(item => item.IsPositive);
            found += hits;
            seen += tied.Count();
            area += hits * (found / seen);
        }

        return positives == 0 ? double.NaN : area / positives;
    }

    /// <summary>Expected calibration error over ten equal bins of the score.</summary>
    public static double CalibrationError(IReadOnlyCollection<Scored> items) =>
        items.GroupBy(item => Math.Min((int)(item.Score * 10), 9))
            .Sum(bin => bin.Count() * Math.Abs(bin.Average(item => item.Score) - bin.Average(item => item.IsPositive ? 1.0 : 0))) / items.Count;

    public static Confusion At(IReadOnlyCollection<Scored> items, double threshold) => new(
        items.Count(item => item.IsPositive && item.Score >= threshold),
        items.Count(item => !item.IsPositive && item.Score >= threshold),
        items.Count(item => !item.IsPositive && item.Score < threshold),
        items.Count(item => item.IsPositive && item.Score < threshold));
}

/// <summary>How often a threshold was right and wrong.</summary>
internal readonly record struct Confusion(int TruePositives, int FalsePositives, int TrueNegatives, int FalseNegatives)
{
    public double Precision => Share(TruePositives, FalsePositives);

    public double Recall => Share(TruePositives, FalseNegatives);

    public double F1 => 2.0 * TruePositives / ((2.0 * TruePositives) + FalsePositives + FalseNegatives);

    public double FalsePositiveRate => Share(FalsePositives, TrueNegatives);

    private static double Share(double part, double rest) => part / (part + rest);
}
