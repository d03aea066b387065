using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Gova.Api.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Api.Auth;

/// <summary>
/// A browser sends cookies by itself, so a change that is authenticated by cookie must also carry a header with the value
/// that is signed into the token. Another site can neither read that value nor set the header.
/// </summary>
internal sealed class CsrfProtection(RequestDelegate next)
{
    public const string Header = "X-Gova-Csrf";

    public Task InvokeAsync(HttpContext http) =>
        IsAtRisk(http) && !HeaderMatches(http)
            ? Refusal().ExecuteAsync(http)
            : next(http);

    public static ProblemHttpResult Refusal() =>
        Problems.Result(Problems.Csrf, $"Send the cookie {SessionCookie.CsrfName} as the header {Header}.");

    private static bool IsAtRisk(HttpContext http) =>
        !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method) && !HttpMethods.IsOptions(http.Request.Method)
        && !http.Request.Headers.ContainsKey("Authorization")
        && http.User.Identity is { IsAuthenticated: true }
        && http.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null;

    private static bool HeaderMatches(HttpContext http) =>
        http.User.FindFirstValue(GovaClaims.Csrf) is { Length: > 0 } expected
        && http.Request.Headers.TryGetValue(Header, out var given)
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given.ToString()), Encoding.UTF8.GetBytes(expected));
}
