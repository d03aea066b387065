using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Discord;
using Gova.Api.Http;
using Gova.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Connections;

/// <summary>A server that the account may manage.</summary>
/// <param name="Icon">Hash of the picture.</param>
/// <param name="HasBot">Whether the bot is there; null when nobody knows just now.</param>
/// <param name="HasModerator">Whether somebody's moderator is there already.</param>
internal sealed record ServerResponse(string Id, string Name, string? Icon, bool IsOwner, bool? HasBot, bool HasModerator);

internal static class ListServers
{
    /// <summary>The Discord servers where the linked account has Manage Server.</summary>
    public static async Task<Results<Ok<Paged<ServerResponse>>, ValidationProblem, ProblemHttpResult>> Handle(
        [AsParameters] Paging paging,
        ClaimsPrincipal user,
        DiscordConnection connection,
        GatewayClient gateway,
        GovaDbContext db,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        paging.Check(errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        try
        {
            if (await connection.ManagedServersAsync(user.Id(), cancellationToken) is not { } servers)
            {
                return Problems.Result(Problems.NotConnected);
            }

            var (skip, limit) = (paging.Skip ?? 0, paging.Limit ?? Paging.DefaultLimit);
            var page = servers.Skip(skip).Take(limit).ToList();
            var ids = page.Select(server => server.Id).ToList();
            var taken = await db.Moderators.Where(m => m.Platform == DiscordConnection.Platform && ids.Contains(m.PlatformServerId))
                .Select(m => m.PlatformServerId).ToHashSetAsync(cancellationToken);
            var bot = await BotServersAsync(gateway, cancellationToken);
            var data = page.Select(s => new ServerResponse(s.Id, s.Name, s.Icon, s.Owner, bot?.Contains(s.Id), taken.Contains(s.Id))).ToList();
            return TypedResults.Ok(new Paged<ServerResponse>(
                (skip / limit) + 1, data.Count, skip + data.Count < servers.Count, servers.Count, data));
        }
        catch (DiscordUnavailableException e)
        {
            return Problems.Result(Problems.DiscordUnavailable, e.Message);
        }
    }

    private static async Task<HashSet<string>?> BotServersAsync(GatewayClient gateway, CancellationToken cancellationToken)
    {
        try
        {
            return gateway.IsConfigured ? [.. (await gateway.ListGuildsAsync(cancellationToken)).Select(guild => guild.Id)] : null;
        }
        catch (GatewayUnavailableException)
        {
            return null;
        }
    }
}
