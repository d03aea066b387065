using System.Text.Json;
using System.Text.Json.Serialization;
using Gova.Moderation.Policy;

namespace Gova.ModerationWorker.Backtests;

/// <summary>
/// What a backtest has learnt from its model so far: all that another worker needs to go on, because the local tiers judge again in
/// no time and come to the same.
/// </summary>
internal sealed class BacktestProgress
{
    private static readonly Verdict Clean = new(0, 1, null);

    /// <summary>About the messages up to this one the model was asked.</summary>
    public DateTimeOffset AskedAt { get; set; }

    /// <inheritdoc cref="AskedAt"/>
    public Guid AskedEventId { get; set; }

    /// <summary>About later ones it is not asked any more.</summary>
    public bool IsOverBudget { get; set; }

    /// <summary>What it said: of what is past only where that was not clean. Null is no usable verdict.</summary>
    public Dictionary<Guid, Verdict?> Verdicts { get; init; } = [];

    public int Calls { get; set; }

    public long InputTokens { get; set; }

    public long OutputTokens { get; set; }

    /// <summary>Times in a row that the model could not be asked.</summary>
    public int Failures { get; set; }

    /// <returns>False when the model was not asked about the message.</returns>
    public bool TryFind(DateTimeOffset at, Guid eventId, out Verdict? verdict)
    {
        if (Verdicts.TryGetValue(eventId, out verdict))
        {
            return true;
        }

        verdict = Clean;
        return IsPast(at, eventId);
    }

    /// <summary>All up to this message are asked about: what is clean need not be remembered.</summary>
    public void MoveTo(DateTimeOffset at, Guid eventId)
    {
        (AskedAt, AskedEventId) = (at, eventId);
        foreach (var clean in Verdicts.Where(v => v.Value is { Severity: 0, Action: null }).Select(v => v.Key).ToList())
        {
            Verdicts.Remove(clean);
        }
    }

    public string ToJson() => JsonSerializer.Serialize(this, ProgressJson.Default.BacktestProgress);

    public static BacktestProgress Parse(string? json) =>
        (json is null ? null : JsonSerializer.Deserialize(json, ProgressJson.Default.BacktestProgress)) ?? new BacktestProgress();

    // As Postgres orders uuids: by their bytes as they are written.
    private bool IsPast(DateTimeOffset at, Guid eventId) =>
        at < AskedAt || (at == AskedAt && string.CompareOrdinal($"{eventId}", $"{AskedEventId}") <= 0);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BacktestProgress))]
internal sealed partial class ProgressJson : JsonSerializerContext;
