using Gova.DiscordGateway.Discord.Models;

namespace Gova.DiscordGateway.Discord.Rest;

/// <content>The gateway, and who we are.</content>
internal sealed partial class DiscordRestClient
{
    public Task<GatewayBot> GetGatewayBotAsync(CancellationToken cancellationToken) =>
        GetAsync(new RestCall(HttpMethod.Get, "GET gateway/bot", 0, "gateway/bot"), DiscordJson.Default.GatewayBot, cancellationToken);

    public Task<DiscordUser> GetCurrentUserAsync(CancellationToken cancellationToken) =>
        GetAsync(new RestCall(HttpMethod.Get, "GET users/@me", 0, "users/@me"), DiscordJson.Default.DiscordUser, cancellationToken);
}
