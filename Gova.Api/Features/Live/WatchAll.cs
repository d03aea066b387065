using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Data;
using Gova.Data.Teams;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Live;

internal static class WatchAll
{
    /// <summary>
    /// What is recorded for every moderator that the account may see, as one stream of the same events. Moderators that come
    /// or go meanwhile are noticed within 10 seconds.
    /// </summary>
    public static async Task<Results<PushStreamHttpResult, ValidationProblem, ProblemHttpResult>> Handle(
        [AsParameters] LiveRequest request,
        ClaimsPrincipal user,
        HttpContext http,
        GovaDbContext db,
        OpenStream open,
        CancellationToken cancellationToken)
    {
        var errors = request.Check(out var filter);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var moderators = await db.ModeratorIdsFor(user.Id(), ModeratorRole.Viewer).ToListAsync(cancellationToken);
        var (stream, problem) = await open.ExecuteAsync(http, user, null, moderators, filter, request.After, cancellationToken);
        return stream is null ? problem! : stream;
    }
}
