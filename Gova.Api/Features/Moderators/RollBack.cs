using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Teams;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Moderators;

internal static class RollBack
{
    /// <summary>Gives a moderator the configuration of an earlier version, as a new version.</summary>
    public static async Task<Results<Ok<ModeratorResponse>, Accepted<ModeratorResponse>, ValidationProblem, ProblemHttpResult>> Handle(
        Guid id, long version, ClaimsPrincipal user, HttpContext http, GovaDbContext db, SettingsChange change, CancellationToken cancellationToken)
    {
        var (moderator, problem) = await change.FindAsync(id, http, cancellationToken);
        if (moderator is null)
        {
            return problem!;
        }

        var stored = await GetVersion.Of(db, id, user.Id(), ModeratorRole.Admin).Where(c => c.Version == version)
            .Select(c => c.Conf).SingleOrDefaultAsync(cancellationToken);
        if (stored is null)
        {
            return Problems.Result(Problems.NotFound);
        }

        // What was acceptable once need not be any more.
        var errors = new FieldErrors();
        return ConfigurationInput.Read(Json.Stored(stored), errors)?.ToJson() is { } conf
            ? await change.SaveAsync(
                moderator, http, "moderator.rolled_back", moderator.Name, moderator.Description, conf, cancellationToken, rolledBackFrom: version)
            : errors.ToProblem();
    }
}
