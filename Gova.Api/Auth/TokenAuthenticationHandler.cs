using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Gova.Api.Auth;

/// <summary>
/// Takes an access token or an api key from the Authorization header or, without one, an access token from the session cookie.
/// </summary>
internal sealed class TokenAuthenticationHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    AccessTokens tokens,
    LiveSessions sessions,
    ApiKeyStore apiKeys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "Bearer";

    private const string Prefix = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (ReadToken() is not { Length: > 0 } token)
        {
            return AuthenticateResult.NoResult();
        }

        var user = ApiKeyStore.LooksLikeOne(token) ? await apiKeys.FindAsync(token, Context.RequestAborted) : await FindSessionAsync(token);
        return user is null
            ? AuthenticateResult.Fail("The token is not valid, or no longer.")
            : AuthenticateResult.Success(new AuthenticationTicket(user, Scheme));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = Scheme;
        return Task.CompletedTask;
    }

    private async Task<ClaimsPrincipal?> FindSessionAsync(string token) =>
        tokens.Validate(token) is { } user && await sessions.ContainsAsync(user.SessionId(), user.Id(), Context.RequestAborted) ? user : null;

    private string? ReadToken()
    {
        if (!Request.Headers.TryGetValue("Authorization", out var header))
        {
            return Request.Cookies[SessionCookie.Name] is { } cookie && !ApiKeyStore.LooksLikeOne(cookie) ? cookie : null;
        }

        var text = header.ToString();
        return text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? text[Prefix.Length..].Trim() : null;
    }
}
