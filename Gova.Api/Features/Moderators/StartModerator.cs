using Gova.Api.Features.Connections;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Api.Features.Moderators;

internal static class StartModerator
{
    /// <summary>
    /// Puts a moderator online: its messages are judged from the moment the workers hear of it. Refused when its owner may not
    /// manage the server any more, or as many of the owner's run as the tier allows.
    /// </summary>
    public static Task<Results<Accepted<ModeratorResponse>, ProblemHttpResult>> Handle(
        Guid id, HttpContext http, ModeratorChange change, AllowedServers allowed, DiscordConnection connection,
        CancellationToken cancellationToken) =>
        change.MoveAsync(
            id, http, "moderator.started", (moderator, now) => moderator.Start(now), cancellationToken,
            async moderator => allowed.Contains(moderator.PlatformServerId)
                ? null
                : await connection.RefusalAsync(moderator.UserId, moderator.PlatformServerId, cancellationToken),
            takesRoom: true);
}
