using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Api.Features.Moderators;

internal static class StopModerator
{
    /// <summary>Puts a moderator offline: its messages are ignored from the moment the workers hear of it.</summary>
    public static Task<Results<Accepted<ModeratorResponse>, ProblemHttpResult>> Handle(
        Guid id, HttpContext http, ModeratorChange change, CancellationToken cancellationToken) =>
        change.MoveAsync(id, http, "moderator.stopped", (moderator, now) => moderator.Stop(reason: null, now), cancellationToken);
}
