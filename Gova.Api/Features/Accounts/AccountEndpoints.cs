using Gova.Api.Auth;

namespace Gova.Api.Features.Accounts;

internal static class AccountEndpoints
{
    public static IServiceCollection AddAccounts(this IServiceCollection services) =>
        services.AddScoped<ChangeCodes>().AddScoped<EndAccount>();

    public static void MapAccounts(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/auth").WithTags("auth");
        group.MapPost("/register", Register.Handle).RequireRateLimiting(AuthExtensions.SignInLimit)
            .ProducesProblem(409).ProducesProblem(429);
        group.MapPost("/login", LogIn.Handle).RequireRateLimiting(AuthExtensions.SignInLimit)
            .ProducesProblem(401).ProducesProblem(429);
        group.MapPost("/logout", LogOut.Handle).ProducesProblem(403);
        group.MapGet("/me", GetMe.Handle).RequireAuthorization().ProducesProblem(401).ProducesProblem(403);
        group.MapPost("/forgot-password", ForgotPassword.Handle).RequireRateLimiting(AuthExtensions.SignInLimit).ProducesProblem(429);
        group.MapPost("/reset-password", SetForgottenPassword.Handle).RequireRateLimiting(AuthExtensions.SignInLimit).ProducesProblem(429);

        var own = group.MapGroup("").RequireAuthorization().ProducesProblem(401).ProducesProblem(403);
        own.MapPost("/request-email-verification", RequestEmailVerification.Handle).ProducesProblem(409).ProducesProblem(429);
        own.MapPost("/verify-email", VerifyAddress.Handle).ProducesProblem(409);
        own.MapPost("/change-username", ChangeUsername.Handle).ProducesProblem(409).ProducesProblem(429);
        own.MapPost("/change-email", ChangeEmail.Handle).ProducesProblem(409).ProducesProblem(429);
        own.MapPost("/change-password", ChangePassword.Handle).ProducesProblem(409).ProducesProblem(429);
        own.MapPost("/delete-account", DeleteAccount.Handle).ProducesProblem(409).ProducesProblem(429);
        own.MapPost("/verify-action", VerifyAction.Handle).ProducesProblem(409);
    }
}
