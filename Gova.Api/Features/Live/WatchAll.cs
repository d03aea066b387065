using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Api.Features.Live;

internal static class WatchAll
{
    /// <summary>
    /// What is recorded for every moderator that the account may see, as one stream of the same events. Moderators that come
    /// or go meanwhile are noticed within 10 seconds.
    /// </summary>
    public static Task<Results<PushStreamHttpResult, ValidationProblem, ProblemHttpResult>> Handle(
        [AsParameters] LiveRequest request, HttpContext http, OpenStream open, CancellationToken cancellationToken) =>
        open.ExecuteAsync(http, request, moderatorId: null, cancellationToken);
}
