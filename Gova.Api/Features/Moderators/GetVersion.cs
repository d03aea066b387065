using System.Security.Claims;
using System.Text.Json;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Moderators;
using Gova.Data.Teams;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Moderators;

internal static class GetVersion
{
    /// <param name="Conf">The configuration as it was.</param>
    internal sealed record Response(
        long Version, Guid? AuthorUserId, string? Author, DateTimeOffset At, long? RolledBackFrom, string? Note, JsonElement Conf);

    /// <summary>One version of a moderator's configuration.</summary>
    public static async Task<Results<Ok<Response>, NotFound>> Handle(
        Guid id, long version, ClaimsPrincipal user, GovaDbContext db, CancellationToken cancellationToken)
    {
        var one = Of(db, id, user.Id()).Where(c => c.Version == version);
        if (await one.Select(VersionResponse.FromRow(db)).SingleOrDefaultAsync(cancellationToken) is not { } found)
        {
            return TypedResults.NotFound();
        }

        var conf = await one.Select(c => c.Conf).SingleAsync(cancellationToken);
        return TypedResults.Ok(new Response(
            found.Version, found.AuthorUserId, found.Author, found.At, found.RolledBackFrom, found.Note, Json.Stored(conf)));
    }

    /// <summary>A moderator's versions, if the account may see them.</summary>
    public static IQueryable<ConfigurationVersion> Of(
        GovaDbContext db, Guid id, Guid userId, ModeratorRole atLeast = ModeratorRole.Viewer)
    {
        var ids = db.ModeratorIdsFor(userId, atLeast);
        return db.ConfigurationVersions.AsNoTracking().Where(c => c.ModeratorId == id && ids.Contains(c.ModeratorId));
    }
}
