using System.Text.Json;
using System.Text.Json.Serialization;
using Gova.Moderation.Policy;

namespace Gova.Moderation.Reputation;

/// <summary>
/// A record as stored: a list of its events, the newest first, each with the change of the score that it brought; at the end
/// what is left of events that are no longer kept.
/// </summary>
internal static class BehaviourJson
{
    // More digits say nothing.
    private const int Digits = 6;

    public static string Write(BehaviourRecord record)
    {
        var stored = record.Explain(record.EarlierAt).Select(step => new StoredEvent(
            (StoredKind)step.Event.Kind,
            step.Event.At,
            Math.Round(step.Change, Digits),
            step.Event.Kind == BehaviourEventKind.Overturned ? null : step.Event.Weight,
            step.Event.Id,
            step.Event.Severity,
            step.Event.Type,
            step.Event.EventId)).ToList();
        if (record.Earlier > 0)
        {
            stored.Add(new StoredEvent(StoredKind.Earlier, record.EarlierAt, Weight: record.Earlier));
        }

        return JsonSerializer.Serialize(stored, StoredEvents.Default.IReadOnlyListStoredEvent);
    }

    public static BehaviourRecord Read(string json)
    {
        var stored = JsonSerializer.Deserialize(json, StoredEvents.Default.IReadOnlyListStoredEvent) ?? throw new JsonException("The record is null.");
        var earlier = stored.LastOrDefault(e => e.Kind == StoredKind.Earlier);
        return new BehaviourRecord(
            stored.Where(e => e.Kind != StoredKind.Earlier).Select(e => new BehaviourEvent(
                (BehaviourEventKind)e.Kind, e.Id ?? throw new JsonException("An event has no id."), e.At, e.Weight ?? 0, e.Severity, e.Type, e.EventId)),
            earlier?.Weight ?? 0,
            earlier?.At ?? DateTimeOffset.MinValue);
    }
}

/// <summary>The kinds of <see cref="BehaviourEventKind"/>, and what is left of earlier events.</summary>
internal enum StoredKind
{
    Message = BehaviourEventKind.Message,
    Action = BehaviourEventKind.Action,
    Overturned = BehaviourEventKind.Overturned,
    Earlier,
}

internal sealed record StoredEvent(
    StoredKind Kind,
    DateTimeOffset At,
    double? Change = null,
    double? Weight = null,
    Guid? Id = null,
    double? Severity = null,
    ActionType? Type = null,
    Guid? EventId = null);

internal sealed class StoredKindConverter() : JsonStringEnumConverter<StoredKind>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(ActionTypeConverter), typeof(StoredKindConverter)],
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<StoredEvent>))]
internal sealed partial class StoredEvents : JsonSerializerContext;
