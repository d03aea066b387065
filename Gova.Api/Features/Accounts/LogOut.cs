using Gova.Api.Auth;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Api.Features.Accounts;

internal static class LogOut
{
    /// <summary>Forgets the cookies. A token in use elsewhere runs out by itself.</summary>
    public static NoContent Handle(HttpContext http)
    {
        SessionCookie.Remove(http);
        return TypedResults.NoContent();
    }
}
