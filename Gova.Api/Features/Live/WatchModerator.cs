using System.ComponentModel;
using System.Globalization;
using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Live;

internal static class WatchModerator
{
    /// <summary>
    /// A moderator's evaluations and actions as they are recorded, as server-sent events <c>evaluation</c> and <c>action</c> with
    /// the JSON of the lists. A row comes again when it changes, and may come again after a reconnection: keep the latest by its id.
    /// </summary>
    public static async Task<Results<PushStreamHttpResult, NotFound, ValidationProblem>> Handle(
        Guid id,
        [FromHeader(Name = "Last-Event-ID"), Description("Id of the last event received: the stream goes on from there.")] string? lastEventId,
        ClaimsPrincipal user,
        HttpContext http,
        GovaDbContext db,
        FeedReader reader,
        LiveStream stream,
        CancellationToken cancellationToken)
    {
        ulong resumeFrom = 0;
        var errors = new FieldErrors().Require(
            string.IsNullOrEmpty(lastEventId) || ulong.TryParse(lastEventId, NumberStyles.None, CultureInfo.InvariantCulture, out resumeFrom),
            "Last-Event-ID", "is not one of ours");
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (!await db.ModeratorsOf(user.Id()).AnyAsync(m => m.ModeratorId == id, cancellationToken))
        {
            return TypedResults.NotFound();
        }

        // Fixed before the answer begins: what is recorded from now on is in the stream, so a list read after it opened leaves no gap.
        var from = resumeFrom > 0 ? resumeFrom : await reader.HorizonAsync(cancellationToken);
        http.Response.Headers.CacheControl = "no-cache";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        return TypedResults.Stream(
            body => stream.WriteAsync(http, body, id, from, user.ExpiresAt()), "text/event-stream");
    }
}
