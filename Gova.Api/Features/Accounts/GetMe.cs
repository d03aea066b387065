using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Accounts;

internal static class GetMe
{
    /// <summary>The account that is signed in.</summary>
    public static async Task<Results<Ok<AccountResponse>, UnauthorizedHttpResult>> Handle(
        ClaimsPrincipal user, GovaDbContext db, CancellationToken cancellationToken)
    {
        var id = user.Id();
        var account = await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.UserId == id && u.DeletedAt == null, cancellationToken);
        return account is null ? TypedResults.Unauthorized() : TypedResults.Ok(await AccountResponse.ReadAsync(db, account, cancellationToken));
    }
}
