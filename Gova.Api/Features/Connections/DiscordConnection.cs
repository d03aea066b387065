using Gova.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Api.Features.Connections;

/// <summary>What a linked Discord account shows.</summary>
internal sealed class DiscordConnection(ConnectionTokens tokens, DiscordOauthClient discord)
{
    public const string Platform = "discord";

    /// <summary>The servers that the account may manage.</summary>
    /// <returns>Null when the account is not linked, or must be linked anew.</returns>
    /// <exception cref="DiscordUnavailableException">Nobody knows just now.</exception>
    public async Task<IReadOnlyList<DiscordServer>?> ManagedServersAsync(Guid userId, CancellationToken cancellationToken)
    {
        // A token that is refused may have been replaced while it was on its way; the one that took its place is not.
        for (var isSecond = false; ; isSecond = true)
        {
            if (await tokens.FindAsync(userId, cancellationToken) is not { } token)
            {
                return null;
            }

            if (await discord.ServersAsync(token, cancellationToken) is { } servers)
            {
                return [.. servers.Where(server => server.CanManage)];
            }

            await tokens.BreakAsync(userId, token, cancellationToken);
            if (isSecond)
            {
                return null;
            }
        }
    }

    /// <summary>Why the account may not say who moderates a server; null when it may.</summary>
    public async Task<ProblemHttpResult?> RefusalAsync(Guid userId, string serverId, CancellationToken cancellationToken)
    {
        try
        {
            return await ManagedServersAsync(userId, cancellationToken) is not { } servers
                ? Problems.Result(Problems.ServerNotAllowed, "Its owner has to link a Discord account that may manage the server.")
                : servers.Any(server => server.Id == serverId)
                    ? null
                    : Problems.Result(Problems.ServerNotAllowed, "The owner's Discord account lacks the permission Manage Server there.");
        }
        catch (DiscordUnavailableException e)
        {
            return Problems.Result(Problems.DiscordUnavailable, e.Message);
        }
    }
}
