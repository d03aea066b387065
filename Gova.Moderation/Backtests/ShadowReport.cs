namespace Gova.Moderation.Backtests;

/// <summary>How what was decided in shadow agrees with what people did.</summary>
/// <param name="Cases">Messages about which an action was decided and only recorded.</param>
/// <param name="Agreed">Of these, those where a person acted on the message, or within an hour on its author.</param>
/// <param name="SameType">Of the agreed, those where one of the actions was of the same type.</param>
/// <param name="Declined">Of the cases, those where nobody acted and a person rejected or took back an action about it.</param>
/// <param name="OnlyShadow">Of the cases, those where nothing is known of anybody: nobody agreed, or nobody saw it, or acted by hand.</param>
/// <param name="HumanActs">Actions that people commanded or approved.</param>
/// <param name="OnlyHumans">Of these, those about which nothing was decided in shadow.</param>
/// <param name="AgreementRate">Agreed cases of all cases, 0 to 1; null without cases.</param>
/// <param name="CoverageRate">People's actions that shadow had decided too, of all of them, 0 to 1; null without any.</param>
/// <param name="Types">Cases by type of the action decided in shadow.</param>
/// <param name="IsCut">There was more: only the newest are compared.</param>
/// <param name="Notes">What cannot be known.</param>
public sealed record ShadowReport(
    DateTimeOffset From,
    DateTimeOffset Until,
    int Cases,
    int Agreed,
    int SameType,
    int Declined,
    int OnlyShadow,
    int HumanActs,
    int OnlyHumans,
    double? AgreementRate,
    double? CoverageRate,
    IReadOnlyDictionary<string, ShadowedType> Types,
    IReadOnlyList<ShadowSample> AgreedSamples,
    IReadOnlyList<ShadowSample> DeclinedSamples,
    IReadOnlyList<ShadowSample> OnlyShadowSamples,
    IReadOnlyList<HumanSample> OnlyHumansSamples,
    bool IsCut,
    IReadOnlyList<string> Notes)
{
    /// <summary>All cases that are samples.</summary>
    public IEnumerable<ShadowSample> Samples() => [.. AgreedSamples, .. DeclinedSamples, .. OnlyShadowSamples];

    /// <summary>The report with the samples' texts.</summary>
    public ShadowReport WithTexts(IReadOnlyDictionary<Guid, string> texts)
    {
        return this with { AgreedSamples = Fill(AgreedSamples), DeclinedSamples = Fill(DeclinedSamples), OnlyShadowSamples = Fill(OnlyShadowSamples) };

        IReadOnlyList<ShadowSample> Fill(IReadOnlyList<ShadowSample> samples) =>
            [.. samples.Select(sample => sample with { Text = texts.GetValueOrDefault(sample.EventId) })];
    }
}

/// <summary>Cases with one type of action.</summary>
public sealed record ShadowedType(int Cases = 0, int Agreed = 0, int Declined = 0);

/// <summary>A case to look at.</summary>
/// <param name="Shadow">Types of action decided in shadow.</param>
/// <param name="Humans">Types of action that people took, or rejected.</param>
/// <param name="Text">What the message said, as long as that is kept with its evaluation.</param>
public sealed record ShadowSample(
    Guid EventId, DateTimeOffset At, IReadOnlyList<string> Shadow, IReadOnlyList<string> Humans, string? Text = null);

/// <summary>Something that people did and shadow did not decide.</summary>
public sealed record HumanSample(Guid ActionId, DateTimeOffset At, string ActionType);

/// <summary>A message about which actions were decided in shadow.</summary>
public sealed record ShadowCase(Guid EventId, string MemberId, long? MessageId, DateTimeOffset At, IReadOnlyList<string> Types);

/// <summary>Something that a person decided.</summary>
/// <param name="MemberId">Whom it concerns; empty when no member.</param>
/// <param name="IsNo">It was rejected or taken back; otherwise commanded or approved.</param>
public sealed record HumanAct(Guid ActionId, string MemberId, long? MessageId, DateTimeOffset At, string Type, bool IsNo = false);
