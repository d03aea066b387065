using Gova.DiscordGateway.Discord.Gateway;

namespace Gova.DiscordGateway.Listening;

/// <summary>Handles gateway events, one class per kind. An event may have several handlers: they start in the order of their registration.</summary>
internal interface IGatewayEventHandler
{
    /// <summary>Names of the events that it handles.</summary>
    IReadOnlyList<string> EventTypes { get; }

    /// <summary>
    /// The synchronous part runs in order of a shard's events, beside other shards'; the task completes when the event's effect is
    /// durable. The token is cancelled only when the process must end: the event then comes again.
    /// </summary>
    /// <exception cref="System.Text.Json.JsonException">The event is malformed.</exception>
    Task HandleAsync(GatewayEvent received, CancellationToken cancellationToken);
}
