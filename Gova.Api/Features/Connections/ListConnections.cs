using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Connections;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Connections;

/// <summary>An account's identity on a platform.</summary>
/// <param name="Status"><c>broken</c>: the platform takes its tokens no more, link it anew.</param>
internal sealed record ConnectionResponse(
    Guid ConnectionId, string Platform, string PlatformUserId, string Name, string? Avatar, ConnectionStatus Status, DateTimeOffset LinkedAt);

internal static class ListConnections
{
    /// <summary>The account's identities on platforms.</summary>
    public static async Task<Results<Ok<Paged<ConnectionResponse>>, ValidationProblem>> Handle(
        [AsParameters] Paging paging, ClaimsPrincipal user, GovaDbContext db, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        paging.Check(errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var ordered = db.PlatformConnections.AsNoTracking().Where(c => c.UserId == user.Id()).OrderBy(c => c.Platform)
            .Select(c => new ConnectionResponse(c.ConnectionId, c.Platform, c.PlatformUserId, c.Name, c.Avatar, c.Status, c.LinkedAt));
        return TypedResults.Ok(await paging.ReadAsync(ordered, row => row, cancellationToken));
    }
}
