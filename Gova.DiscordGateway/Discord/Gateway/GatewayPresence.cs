namespace Gova.DiscordGateway.Discord.Gateway;

/// <summary>How the bot appears: told with every identify, and by op 3 when it changes.</summary>
internal sealed class GatewayPresence
{
    private volatile PresenceData? _current = PresenceData.Watching("over this server");

    public PresenceData? Current
    {
        get => _current;
        set => _current = value;
    }
}
