using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Data;
using Gova.Data.Teams;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Live;

internal static class WatchModerator
{
    /// <summary>
    /// A moderator's evaluations, actions and alerts as they are recorded, as server-sent events <c>evaluation</c>, <c>action</c> and
    /// <c>alert</c> with the JSON of the lists. A row comes again when it changes; an alert for a week. With <c>Last-Event-ID</c> a
    /// stream goes on behind that event, at any api, without loss and without doubles; an event that is more than a day old is
    /// refused with 410, and then the lists tell what was missed. The last event, <c>end</c>, says why the api ended the stream: <c>too_slow</c>,
    /// <c>access_ended</c> (within 10 seconds), <c>token_expired</c> or <c>shutting_down</c>.
    /// </summary>
    public static async Task<Results<PushStreamHttpResult, NotFound, ValidationProblem, ProblemHttpResult>> Handle(
        Guid id,
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

        if (!await db.ModeratorsVisibleTo(user.Id()).AnyAsync(m => m.ModeratorId == id, cancellationToken))
        {
            return TypedResults.NotFound();
        }

        var (stream, problem) = await open.ExecuteAsync(http, user, id, [id], filter, request.After, cancellationToken);
        return stream is null ? problem! : stream;
    }
}
