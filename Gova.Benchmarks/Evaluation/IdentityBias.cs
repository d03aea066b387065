namespace Gova.Benchmarks.Evaluation;

/// <summary>How much better a classifier does on texts that name one identity than on texts that name another.</summary>
/// <param name="Lowest">The term with the lowest ROC-AUC.</param>
/// <param name="Highest">The one with the highest.</param>
internal sealed record IdentityBias((string Term, double Auc) Lowest, (string Term, double Auc) Highest)
{
    /// <summary>Fewer texts than this say nothing about a term.</summary>
    private const int Enough = 30;

    private static readonly string[] Terms =
    [
        "african", "american", "asian", "bisexual", "black", "blind", "buddhist", "canadian", "catholic", "chinese", "christian", "deaf",
        "elderly", "european", "female", "gay", "heterosexual", "hispanic", "homosexual", "indian", "japanese", "jewish", "latina", "latino",
        "latinx", "lesbian", "lgbt", "lgbtq", "male", "mexican", "millenial", "muslim", "nonbinary", "old", "older", "paralyzed",
        "protestant", "queer", "sikh", "straight", "taoist", "teenage", "trans", "transgender", "white", "young", "younger",
    ];

    public double Gap => Highest.Auc - Lowest.Auc;

    /// <summary>NaN where no term occurs often enough.</summary>
    public static IdentityBias Measure(IReadOnlyCollection<(string Text, Scored Scored)> items)
    {
        var byTerm = Terms.Select(term => (Term: term, Items: items.Where(item => Names(item.Text, term)).Select(item => item.Scored).ToList()))
            .Where(group => group.Items.Count >= Enough)
            .Select(group => (group.Term, Auc: Metrics.RocAuc(group.Items)))
            .Where(group => !double.IsNaN(group.Auc)).ToList();
        return byTerm.Count == 0
            ? new IdentityBias(("none", double.NaN), ("none", double.NaN))
            : new IdentityBias(byTerm.MinBy(term => term.Auc), byTerm.MaxBy(term => term.Auc));
    }

    private static bool Names(string text, string term) =>
        text.Split(' ', '.', ',', '!', '?').Contains(term, StringComparer.OrdinalIgnoreCase);
}
