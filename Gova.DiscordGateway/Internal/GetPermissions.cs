using System.Globalization;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Guilds;
using Gova.ServiceDefaults.Internal;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.DiscordGateway.Internal;

/// <summary>What a user may do in a guild: who has Manage Server there may claim it.</summary>
internal static class GetPermissions
{
    /// <param name="Permissions">Discord's bit set as text.</param>
    internal sealed record Response(
        string UserId, bool IsMember, bool IsOwner, bool IsAdministrator, bool CanManageServer, string Permissions);

    public static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(
        long guildId, long userId, GuildModel guilds, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await guilds.GetAsync(guildId, cancellationToken) is not { } guild)
        {
            return GatewayProblems.NotInGuild;
        }

        var member = await guilds.GetMemberAsync(guild, userId, cancellationToken);
        var granted = member is null ? Permissions.None : PermissionCalculator.InGuild(guild, member, time.GetUtcNow());
        return TypedResults.Ok(new Response(
            InternalJson.Id(userId), member is not null, member is not null && userId == guild.OwnerId,
            granted.Has(Permissions.Administrator), granted.Has(Permissions.ManageGuild),
            ((ulong)granted).ToString(CultureInfo.InvariantCulture)));
    }
}
