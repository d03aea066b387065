using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gova.Moderation.Policy;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(ActionTypeConverter), typeof(ReviewModeConverter)],
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ModeratorConfiguration))]
internal sealed partial class ConfigurationJson : JsonSerializerContext;

internal sealed class ActionTypeConverter() : JsonStringEnumConverter<ActionType>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);

internal sealed class ReviewModeConverter() : JsonStringEnumConverter<ReviewMode>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);
