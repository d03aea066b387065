using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gova.Moderation.Backtests;

/// <summary>
/// What a draft would have decided about messages of the past, beside what was decided at the time. As stored it holds no text of
/// members.
/// </summary>
/// <param name="Messages">Messages that were compared.</param>
/// <param name="Erased">Messages left out because their text was erased.</param>
/// <param name="Pending">Messages left out because their review still waits.</param>
/// <param name="Undecided">Messages left out because only a model could judge them, and none did, then or now.</param>
/// <param name="UndecidedActed">Of these, those with an action at the time: a model may or may not propose one now.</param>
/// <param name="Same">Compared messages with the same actions, or none both times.</param>
/// <param name="New">Messages on which only the draft acts.</param>
/// <param name="Dropped">Messages on which the draft does not act any more.</param>
/// <param name="Changed">Messages on which both act, in different ways.</param>
/// <param name="Actions">By type of action; what was only recorded, because something only watches, counts too.</param>
/// <param name="Tiers">Compared messages by the tier that decided.</param>
/// <param name="NewSamples">The most severe of the new ones.</param>
/// <param name="DroppedSamples">The most severe of the dropped ones.</param>
/// <param name="ChangedSamples">The most severe of the changed ones.</param>
/// <param name="FalsePositives">Messages whose action a person rejected or took back at the time, and on which the draft acts.</param>
/// <param name="Missed">Messages whose action a person approved at the time, and on which the draft does not act.</param>
/// <param name="Model">What the model was, or would be, used for.</param>
/// <param name="Notes">What to bear in mind.</param>
public sealed record BacktestReport(
    int Messages,
    int Erased,
    int Pending,
    int Undecided,
    int UndecidedActed,
    int Same,
    int New,
    int Dropped,
    int Changed,
    IReadOnlyDictionary<string, ActionDifference> Actions,
    IReadOnlyDictionary<string, TierDifference> Tiers,
    IReadOnlyList<BacktestSample> NewSamples,
    IReadOnlyList<BacktestSample> DroppedSamples,
    IReadOnlyList<BacktestSample> ChangedSamples,
    PeopleDisagree FalsePositives,
    PeopleDisagree Missed,
    BacktestModel Model,
    IReadOnlyList<string> Notes)
{
    /// <summary>As stored.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, BacktestJson.Default.BacktestReport);

    /// <exception cref="JsonException">It is none.</exception>
    public static BacktestReport Parse(string json) =>
        JsonSerializer.Deserialize(json, BacktestJson.Default.BacktestReport) ?? throw new JsonException("The report is null.");

    /// <summary>All samples, to be looked at.</summary>
    public IEnumerable<BacktestSample> Samples() =>
        [.. NewSamples, .. DroppedSamples, .. ChangedSamples, .. FalsePositives.Samples, .. Missed.Samples];

    /// <summary>The report with the samples' texts.</summary>
    public BacktestReport WithTexts(IReadOnlyDictionary<Guid, string> texts)
    {
        return this with
        {
            NewSamples = Fill(NewSamples),
            DroppedSamples = Fill(DroppedSamples),
            ChangedSamples = Fill(ChangedSamples),
            FalsePositives = FalsePositives with { Samples = Fill(FalsePositives.Samples) },
            Missed = Missed with { Samples = Fill(Missed.Samples) },
        };

        IReadOnlyList<BacktestSample> Fill(IReadOnlyList<BacktestSample> samples) =>
            [.. samples.Select(sample => sample with { Text = texts.GetValueOrDefault(sample.EventId) })];
    }
}

/// <summary>One type of action, then and under the draft, in messages.</summary>
/// <param name="Then">With this type at the time.</param>
/// <param name="ThenShadowed">Of these, only recorded.</param>
/// <param name="Draft">With this type under the draft.</param>
/// <param name="DraftShadowed">Of these, only recorded.</param>
/// <param name="DraftAwaitingApproval">Of these, waiting for a person.</param>
/// <param name="New">With this type under the draft only.</param>
/// <param name="Dropped">With this type at the time only.</param>
public sealed record ActionDifference(
    int Then = 0, int ThenShadowed = 0, int Draft = 0, int DraftShadowed = 0, int DraftAwaitingApproval = 0, int New = 0, int Dropped = 0);

/// <summary>Messages that a tier decided.</summary>
public sealed record TierDifference(int Then = 0, int Draft = 0);

/// <summary>A message to look at.</summary>
/// <param name="EventId">Its evaluation.</param>
/// <param name="At">When it was posted.</param>
/// <param name="Then">Types of action at the time.</param>
/// <param name="Draft">Types of action under the draft.</param>
/// <param name="DraftTier">The tier that decides under the draft.</param>
/// <param name="Text">What it said, as long as that is kept with its evaluation.</param>
public sealed record BacktestSample(
    Guid EventId,
    DateTimeOffset At,
    IReadOnlyList<string> Then,
    IReadOnlyList<string> Draft,
    double? ThenSeverity,
    double? DraftSeverity,
    string DraftTier,
    string? DraftReason,
    string? Text = null);

/// <summary>Where the draft goes against what people decided.</summary>
/// <param name="Count">Messages.</param>
/// <param name="Of">Messages about which people decided so.</param>
/// <param name="Samples">The most severe.</param>
public sealed record PeopleDisagree(int Count, int Of, IReadOnlyList<BacktestSample> Samples);

/// <summary>The use of a model.</summary>
/// <param name="Name">The model that was asked; null when none was.</param>
/// <param name="IsEstimate">Nothing was asked: calls, tokens and cost are what the draft would take.</param>
/// <param name="Messages">Messages that the draft leaves to a model.</param>
/// <param name="Reused">Of these, those with the verdict of the time, because no model was asked.</param>
/// <param name="OverBudget">Of these, those that only the local model judged, because the budget was spent.</param>
/// <param name="WithoutVerdict">Of these, those about which the model gave no usable verdict.</param>
/// <param name="Cost">In US dollars; null where no prices are configured.</param>
public sealed record BacktestModel(
    string? Name,
    bool IsEstimate,
    int Messages,
    int Reused,
    int OverBudget,
    int WithoutVerdict,
    int Calls,
    long InputTokens,
    long OutputTokens,
    decimal? Cost);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BacktestReport))]
internal sealed partial class BacktestJson : JsonSerializerContext;
