using System.Diagnostics;

namespace Gova.DiscordGateway;

/// <summary>Spans of this service.</summary>
internal static class GatewayTelemetry
{
    public static readonly ActivitySource Source = new("Gova.DiscordGateway");
}
