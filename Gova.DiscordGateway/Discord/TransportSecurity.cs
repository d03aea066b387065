namespace Gova.DiscordGateway.Discord;

/// <summary>Where the bot's token may be sent.</summary>
internal static class TransportSecurity
{
    /// <summary>Encrypted, or to this machine.</summary>
    public static bool IsEnough(Uri url) => url.Scheme is "https" or "wss" || url.IsLoopback;
}
