using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gova.Api.Http;

/// <summary>The JSON of requests and responses: snake_case, enums as text, nothing unknown, nothing twice.</summary>
internal static class Json
{
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
    }

    /// <summary>A stored JSON column, to be shown as it is.</summary>
    public static JsonElement Stored(string json) => JsonSerializer.Deserialize<JsonElement>(json);

    /// <inheritdoc cref="Stored"/>
    public static JsonElement? StoredOrNull(string? json) => json is null ? null : Stored(json);
}
