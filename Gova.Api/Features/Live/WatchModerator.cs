using Microsoft.AspNetCore.Http.HttpResults;

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
    public static Task<Results<PushStreamHttpResult, ValidationProblem, ProblemHttpResult>> Handle(
        Guid id, [AsParameters] LiveRequest request, HttpContext http, OpenStream open, CancellationToken cancellationToken) =>
        open.ExecuteAsync(http, request, id, cancellationToken);
}
