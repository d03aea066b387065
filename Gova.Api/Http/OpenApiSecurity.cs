using System.Text.Json.Nodes;
using Gova.Api.Auth;
using Gova.Api.Features;
using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;

namespace Gova.Api.Http;

/// <summary>Says of every operation who may call it, and by which proof.</summary>
internal static class OpenApiSecurity
{
    /// <summary>The scope that an api key needs; without it, the operation is closed to api keys.</summary>
    public const string RequiredScopeName = "x-required-scope";

    /// <summary>What the account must be to the moderator; <c>account</c> where it is about what is the caller's own.</summary>
    public const string RequiredRoleName = "x-required-role";

    private const string Bearer = "bearer";
    private const string Cookie = "cookie";
    private const string Csrf = "csrf";
    private const string ApiKey = "api_key";

    public static void AddSchemes(OpenApiDocument document)
    {
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT", Description = "The access token of a sign-in.",
            },
            [Cookie] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Cookie, Name = SessionCookie.Name,
                Description = "The access token of a sign-in, for pages.",
            },
            [Csrf] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = CsrfProtection.Header,
                Description = $"The value of the cookie `{SessionCookie.CsrfName}`: who signs in by cookie sends it with every change.",
            },
            [ApiKey] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "gova_…",
                Description = $"An api key, for operations that name an `{RequiredScopeName}`. Scopes: {string.Join(", ", Scopes.All.Select(s => $"`{s}`"))}.",
            },
        };
    }

    /// <returns>Whether one must be signed in.</returns>
    public static bool Describe(OpenApiOperation operation, OpenApiDocument? document, HttpMethod method, IList<object> metadata)
    {
        if (!metadata.OfType<IAuthorizeData>().Any() || metadata.OfType<IAllowAnonymous>().Any())
        {
            operation.Security = [];
            return false;
        }

        var changes = method != HttpMethod.Get && method != HttpMethod.Head;
        operation.Security = [Requirement(document, Bearer), changes ? Requirement(document, Cookie, Csrf) : Requirement(document, Cookie)];
        operation.Extensions ??= new Dictionary<string, IOpenApiExtension>();
        if (metadata.OfType<RequiredScope>().LastOrDefault()?.Scope is { } scope)
        {
            operation.Security.Add(Requirement(document, ApiKey));
            operation.Extensions[RequiredScopeName] = Text(scope);
        }

        operation.Extensions[RequiredRoleName] = Text(metadata.OfType<RequiredRole>().LastOrDefault()?.Name ?? "account");
        return true;
    }

    private static OpenApiSecurityRequirement Requirement(OpenApiDocument? document, params string[] schemes)
    {
        var requirement = new OpenApiSecurityRequirement();
        foreach (var scheme in schemes)
        {
            requirement[new OpenApiSecuritySchemeReference(scheme, document)] = [];
        }

        return requirement;
    }

    private static JsonNodeExtension Text(string value) => new(JsonValue.Create(value));
}
