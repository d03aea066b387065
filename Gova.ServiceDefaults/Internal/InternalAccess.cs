using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Gova.ServiceDefaults.Internal;

/// <summary>What a service tells and does for others. Not for browsers: it is authenticated by a key that services share.</summary>
public static class InternalAccess
{
    private const string Root = "/internal";
    private const string Scheme = "Bearer ";
    private const long MaxBody = 16 * 1024;

    public static IServiceCollection AddInternalAccess(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<InternalOptions>, InternalOptions.Validator>();
        services.AddOptions<InternalOptions>().BindConfiguration(InternalOptions.Section).ValidateOnStart();
        services.ConfigureHttpJsonOptions(options => InternalJson.Configure(options.SerializerOptions));
        return services.AddProblemDetails();
    }

    /// <summary>Everything under <c>/internal</c>, for who knows the key.</summary>
    public static RouteGroupBuilder MapInternalGroup(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<InternalOptions>>();
        // As middleware: a filter would run after the body of a stranger's request has been read.
        app.UseWhen(http => http.Request.Path.StartsWithSegments(Root), branch => branch.Use((http, next) => CheckKeyAsync(http, next, options.Value.Key)));
        return app.MapGroup(Root).WithMetadata(new RequestSizeLimitAttribute(MaxBody));
    }

    private static Task CheckKeyAsync(HttpContext http, RequestDelegate next, string key) =>
        key.Length == 0 ? InternalProblems.Closed.ExecuteAsync(http)
        : IsKnown(http.Request.Headers.Authorization.ToString(), key) ? next(http)
        : InternalProblems.Unauthenticated.ExecuteAsync(http);

    /// <summary>Hashed first: comparing tells nothing of the key, not even its length.</summary>
    private static bool IsKnown(string authorization, string key) =>
        authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(Hash(authorization[Scheme.Length..]), Hash(key));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
