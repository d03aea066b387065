using Gova.Api.Http;
using Microsoft.AspNetCore.Authorization;

namespace Gova.Api.Auth;

/// <summary>Keeps api keys to what they were made for. An endpoint that names no scope is not for programs: it refuses them all.</summary>
internal sealed class ScopeProtection(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        var endpoint = http.GetEndpoint();
        if (!http.User.IsApiKey() || endpoint?.Metadata.GetMetadata<IAuthorizeData>() is null)
        {
            return next(http);
        }

        var required = endpoint.Metadata.GetMetadata<RequiredScope>()?.Scope;
        if (required is not null && http.User.HasClaim(GovaClaims.Scope, required))
        {
            return next(http);
        }

        return Problems.Result(
            Problems.InsufficientScope, required is null ? "Sign in: api keys cannot do this." : $"The api key needs the scope {required}.")
            .ExecuteAsync(http);
    }
}
