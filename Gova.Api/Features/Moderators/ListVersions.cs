using System.ComponentModel;
using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Moderators;

internal static class ListVersions
{
    /// <summary>The history of a moderator's configuration, newest first.</summary>
    public static async Task<Results<Ok<Paged<VersionResponse>>, ValidationProblem, NotFound>> Handle(
        Guid id,
        [AsParameters] Paging paging,
        [Description("Only those before this version: goes on where rows were added meanwhile.")] long? before,
        ClaimsPrincipal user,
        GovaDbContext db,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        paging.Check(errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (!await db.ModeratorsOf(user.Id()).AnyAsync(m => m.ModeratorId == id, cancellationToken))
        {
            return TypedResults.NotFound();
        }

        var ordered = db.ConfigurationVersions.AsNoTracking().Where(c => c.ModeratorId == id && (before == null || c.Version < before))
            .OrderByDescending(c => c.Version).Select(VersionResponse.FromRow(db));
        return TypedResults.Ok(await paging.ReadAsync(ordered, row => row, cancellationToken));
    }
}
