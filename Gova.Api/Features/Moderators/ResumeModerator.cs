using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Api.Features.Moderators;

internal static class ResumeModerator
{
    /// <summary>Lets a paused moderator propose again. Refused when its owner's tier has no room for it any more.</summary>
    public static Task<Results<Accepted<ModeratorResponse>, ProblemHttpResult>> Handle(
        Guid id, HttpContext http, ModeratorChange change, CancellationToken cancellationToken) =>
        change.MoveAsync(id, http, "moderator.resumed", (moderator, now) => moderator.Resume(now), cancellationToken, takesRoom: true);
}
