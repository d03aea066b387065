using System.Text.Json;
using System.Text.Json.Serialization;
using Gova.Billing.Stripe;

namespace Gova.Billing.Reconciliations;

/// <summary>What a comparison finds, while it runs.</summary>
/// <param name="isDryRun">Differences are told and not mended.</param>
internal sealed class Report(bool isDryRun)
{
    /// <summary>So many are kept; the others are counted.</summary>
    private const int Most = 1_000;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private readonly List<Finding> _findings = [];

    /// <summary>Accounts compared.</summary>
    public int Compared { get; set; }

    public int Mended { get; private set; }

    /// <summary>What somebody must look at.</summary>
    public int Open { get; private set; }

    /// <summary>Accounts whose tier an operator granted by hand: they know no customer, and nothing is to be mended.</summary>
    public int GrantedByHand { get; set; }

    public IReadOnlyList<Finding> Findings => _findings;

    public string FindingsJson() => JsonSerializer.Serialize(_findings, Json);

    public void Add(Finding finding)
    {
        (Mended, Open) = finding.Outcome == FindingOutcome.Mended ? (Mended + 1, Open) : (Mended, Open + 1);
        if (_findings.Count < Most)
        {
            _findings.Add(finding);
        }
    }

    /// <summary>Mends a difference, unless this is a dry run.</summary>
    /// <exception cref="StripeException">Stripe is away: the comparison cannot go on.</exception>
    public async Task MendAsync(Finding finding, Func<Task> mend)
    {
        if (isDryRun)
        {
            Add(finding);
            return;
        }

        try
        {
            await mend();
            Add(finding with { Outcome = FindingOutcome.Mended });
        }
        catch (StripeException e) when (!e.IsTemporary)
        {
            Add(finding with { AtStripe = e.Message });
        }
    }
}
