using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Teams;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Exports;

/// <summary>What all exports ask before they begin.</summary>
internal static class StartExport
{
    /// <param name="format">As asked for.</param>
    /// <param name="errors">What is wrong with the filter.</param>
    /// <param name="export">In that format.</param>
    public static async Task<Results<ExportResult<T>, NotFound, ValidationProblem>> ExecuteAsync<T>(
        Guid moderatorId, string? format, FieldErrors errors, ClaimsPrincipal user, GovaDbContext db, Func<ExportFormat, ExportResult<T>> export,
        CancellationToken cancellationToken)
    {
        var wanted = ExportFormats.Parse(format, errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        return await db.ModeratorsVisibleTo(user.Id()).AnyAsync(m => m.ModeratorId == moderatorId, cancellationToken)
            ? export(wanted)
            : TypedResults.NotFound();
    }
}
