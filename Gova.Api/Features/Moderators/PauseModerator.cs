using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Api.Features.Moderators;

internal static class PauseModerator
{
    /// <summary>Lets a moderator go on judging and propose nothing.</summary>
    public static Task<Results<Accepted<ModeratorResponse>, ProblemHttpResult>> Handle(
        Guid id, HttpContext http, ModeratorChange change, CancellationToken cancellationToken) =>
        change.MoveAsync(id, http, "moderator.paused", (moderator, now) => moderator.Pause(now), cancellationToken);
}
