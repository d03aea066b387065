using System.Globalization;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Teams;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Live;

/// <summary>Opens a stream for somebody who may see what it shows, if there is a place left.</summary>
internal sealed class OpenStream(
    GovaDbContext db, Watchers watchers, FeedReader reader, FeedHistory history, LiveStream stream, TimeProvider time)
{
    private const int RetryAfterSeconds = 30;

    /// <param name="moderatorId">The one moderator that is watched; null for all of the account's.</param>
    public async Task<Results<PushStreamHttpResult, ValidationProblem, ProblemHttpResult>> ExecuteAsync(
        HttpContext http, LiveRequest request, Guid? moderatorId, CancellationToken cancellationToken)
    {
        var user = http.User;
        var errors = request.Check(out var filter);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var moderators = await db.ModeratorIdsFor(user.Id(), ModeratorRole.Viewer).Where(id => moderatorId == null || id == moderatorId)
            .ToListAsync(cancellationToken);
        if (moderatorId is not null && moderators.Count == 0)
        {
            return Problems.Result(Problems.NotFound);
        }

        if (request.After is { } position && !await history.ReachesAsync(position, cancellationToken))
        {
            return Problems.Result(Problems.EventTooOld, "Open the stream without Last-Event-ID, and read the lists for what was missed.");
        }

        if (watchers.TryEnter(user.Id()) is not { } place)
        {
            http.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
            return Problems.Result(Problems.TooManyStreams, "Close one, or try again later.");
        }

        // A key for evaluations alone sees no actions here either.
        filter = filter with { Actions = filter.Actions && (!user.IsApiKey() || user.HasClaim(GovaClaims.Scope, Scopes.ActionsRead)) };
        var watcher = new Watcher(WatcherIdentity.Of(user), moderatorId, moderators, filter, time);
        http.Response.RegisterForDispose(place);
        http.Response.RegisterForDispose(watcher);
        // Fixed before the answer begins: what is recorded from now on is in the stream, so a list read after it opened leaves no gap.
        var from = request.After ?? FeedPosition.Before(await reader.HorizonAsync(cancellationToken));
        http.Response.Headers.CacheControl = "no-cache";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        return TypedResults.Stream(
            _ => stream.WriteAsync(http, http.Response.BodyWriter, watcher, from, user.ExpiresAt()), "text/event-stream");
    }
}
