using System.Globalization;

namespace Gova.Simulators.Discord.Json;

internal static class Timestamps
{
    /// <summary>The form of ISO 8601 that Discord writes.</summary>
    public static string? Format(DateTimeOffset? time) =>
        time?.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.ffffff+00:00", CultureInfo.InvariantCulture);
}
