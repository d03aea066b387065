using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gova.ServiceDefaults.Internal;

/// <summary>JSON between services: snake_case, and ids as text, which they stay on their way to a browser.</summary>
public static class InternalJson
{
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.NumberHandling = JsonNumberHandling.AllowReadingFromString;
    }

    public static string Id(long id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
