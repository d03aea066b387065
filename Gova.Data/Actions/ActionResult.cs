using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gova.Data.Actions;

/// <summary>What the platform answered to an action, as far as an undo needs it (<see cref="ActionEvent.Result"/>).</summary>
/// <param name="ChannelId">With <paramref name="MessageId"/>: where the bot wrote. Text in JSON, as everywhere: other readers would round it.</param>
/// <param name="Previous">A slow mode's interval before, in seconds.</param>
/// <param name="Until">When what was ended would have ended by itself.</param>
/// <param name="Changed">False when it was so before.</param>
/// <param name="Count">How many messages were deleted.</param>
/// <param name="MessageIds">Which: newest first.</param>
public sealed record ActionResult(
    [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] long? ChannelId = null,
    [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] long? MessageId = null,
    int? Previous = null,
    DateTimeOffset? Until = null,
    bool? Changed = null,
    int? Count = null,
    [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] IReadOnlyList<long>? MessageIds = null)
{
    /// <summary>As stored.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ActionResultJson.Default.ActionResult);

    /// <summary>Nothing but nulls when nothing is stored.</summary>
    public static ActionResult Parse(string? json) =>
        json is null ? new ActionResult() : JsonSerializer.Deserialize(json, ActionResultJson.Default.ActionResult) ?? new ActionResult();
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ActionResult))]
internal sealed partial class ActionResultJson : JsonSerializerContext;
