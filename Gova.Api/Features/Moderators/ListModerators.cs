using System.ComponentModel;
using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Moderators;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Moderators;

internal static class ListModerators
{
    /// <summary>The account's moderators, newest first.</summary>
    public static async Task<Results<Ok<Paged<ModeratorResponse>>, ValidationProblem>> Handle(
        [AsParameters] Paging paging,
        [Description("Platforms, comma-separated.")] string? platform,
        [Description("Statuses (online, offline, paused), comma-separated.")] string? status,
        [Description("Part of the name, without regard to case.")] string? name,
        ClaimsPrincipal user,
        GovaDbContext db,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        paging.Check(errors);
        var statuses = Csv.Parse<ModeratorStatus>(status, "status", errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var moderators = db.ModeratorsOf(user.Id()).AsNoTracking();
        if (Csv.Split(platform?.ToLowerInvariant()) is { Length: > 0 } platforms)
        {
            moderators = moderators.Where(m => platforms.Contains(m.Platform));
        }

        if (statuses.Count > 0)
        {
            moderators = moderators.Where(m => statuses.Contains(m.Status));
        }

        if (!string.IsNullOrEmpty(name))
        {
            var pattern = $"%{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
            moderators = moderators.Where(m => EF.Functions.ILike(m.Name, pattern, "\\"));
        }

        var ordered = moderators.OrderByDescending(m => m.CreatedAt).ThenByDescending(m => m.ModeratorId).Prepared();
        return TypedResults.Ok(await paging.ReadAsync(ordered, ModeratorResponse.From, cancellationToken));
    }
}
