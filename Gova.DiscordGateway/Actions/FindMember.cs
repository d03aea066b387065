using Gova.Data.Actions;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;

namespace Gova.DiscordGateway.Actions;

/// <summary>Looks an action's target up among the server's members, as Discord has it now.</summary>
internal sealed class FindMember(DiscordRestClient rest)
{
    /// <returns>Null when the target is no member.</returns>
    public async Task<DiscordMember?> FindAsync(ActionEvent action, CancellationToken cancellationToken)
    {
        try
        {
            return await rest.GetMemberAsync(action.GuildId, TargetUser.Of(action), cancellationToken);
        }
        catch (DiscordApiException e) when (e.Code is DiscordErrorCode.UnknownMember or DiscordErrorCode.UnknownUser)
        {
            return null;
        }
    }
}
