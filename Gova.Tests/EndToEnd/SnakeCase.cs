using System.Text.Json;

namespace Gova.Tests.EndToEnd;

/// <summary>JSON as the api and the simulators write it.</summary>
internal static class SnakeCase
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };
}
