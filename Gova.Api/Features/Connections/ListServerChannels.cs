using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Discord;
using Gova.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Gova.Api.Features.Connections;

internal static class ListServerChannels
{
    /// <param name="Data">Channels and open threads, as far as the bot knows them.</param>
    internal sealed record Response(IReadOnlyList<GatewayChannel> Data);

    /// <summary>The channels of a server where the linked account has Manage Server.</summary>
    public static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(
        [FromRoute(Name = "guild_id")] string guildId,
        ClaimsPrincipal user,
        DiscordConnection connection,
        GatewayClient gateway,
        CancellationToken cancellationToken)
    {
        try
        {
            if (await connection.ManagedServersAsync(user.Id(), cancellationToken) is not { } servers)
            {
                return Problems.Result(Problems.NotConnected);
            }

            // Only ids that Discord has just named go into the request to the gateway.
            if (servers.FirstOrDefault(server => server.Id == guildId) is not { } server)
            {
                return Problems.Result(Problems.NotFound);
            }

            return await gateway.ListChannelsAsync(server.Id, cancellationToken) is { } channels
                ? TypedResults.Ok(new Response(channels))
                : Problems.Result(Problems.BotNotInServer);
        }
        catch (Exception e) when (e is DiscordUnavailableException or GatewayUnavailableException)
        {
            return Problems.Result(Problems.DiscordUnavailable, e.Message);
        }
    }
}
