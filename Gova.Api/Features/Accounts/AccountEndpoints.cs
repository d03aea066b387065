using Gova.Api.Auth;

namespace Gova.Api.Features.Accounts;

internal static class AccountEndpoints
{
    public static void MapAccounts(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/auth").WithTags("auth");
        group.MapPost("/register", Register.Handle).RequireRateLimiting(AuthExtensions.SignInLimit)
            .ProducesProblem(409).ProducesProblem(429);
        group.MapPost("/login", LogIn.Handle).RequireRateLimiting(AuthExtensions.SignInLimit)
            .ProducesProblem(401).ProducesProblem(429);
        group.MapPost("/logout", LogOut.Handle);
        group.MapGet("/me", GetMe.Handle).RequireAuthorization().ProducesProblem(401).ProducesProblem(403);
    }
}
