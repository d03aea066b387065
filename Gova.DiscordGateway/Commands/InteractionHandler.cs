using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Discord.Gateway;
using Gova.DiscordGateway.Listening;

namespace Gova.DiscordGateway.Commands;

/// <summary>
/// Somebody used a command, a button or a form. It is answered beside the stream of events: a slow command holds up no message,
/// and one that is lost with the process is not repeated minutes later.
/// </summary>
internal sealed class InteractionHandler(InteractionDesk desk) : IGatewayEventHandler
{
    public IReadOnlyList<string> EventTypes => ["INTERACTION_CREATE"];

    public Task HandleAsync(GatewayEvent received, CancellationToken cancellationToken)
    {
        desk.Take(received.Read(InteractionJson.Default.Interaction));
        return Task.CompletedTask;
    }
}
