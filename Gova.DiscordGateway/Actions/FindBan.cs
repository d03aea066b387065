using Gova.Data.Actions;
using Gova.DiscordGateway.Discord.Rest;

namespace Gova.DiscordGateway.Actions;

/// <summary>Looks whether an action's target is banned now.</summary>
internal sealed class FindBan(DiscordRestClient rest)
{
    public async Task<bool> ExistsAsync(ActionEvent action, CancellationToken cancellationToken)
    {
        try
        {
            await rest.GetBanAsync(action.GuildId, TargetUser.Of(action), cancellationToken);
            return true;
        }
        catch (DiscordApiException e) when (e.Code is DiscordErrorCode.UnknownBan or DiscordErrorCode.UnknownUser)
        {
            return false;
        }
    }
}
