using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.ApiKeys;

internal static class ListApiKeys
{
    /// <summary>The account's api keys, the newest first, with those that are over.</summary>
    public static async Task<Results<Ok<Paged<ApiKeyResponse>>, ValidationProblem>> Handle(
        [AsParameters] Paging paging, GovaDbContext db, HttpContext http, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        paging.Check(errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var userId = http.User.Id();
        var keys = db.ApiKeys.AsNoTracking().Where(k => k.UserId == userId)
            .OrderByDescending(k => k.CreatedAt).ThenByDescending(k => k.KeyId);
        return TypedResults.Ok(await paging.ReadAsync(keys, ApiKeyResponse.From, cancellationToken));
    }
}
