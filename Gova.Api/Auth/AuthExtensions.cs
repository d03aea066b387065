using System.Globalization;
using System.Threading.RateLimiting;
using Gova.Api.Http;
using Gova.Data.Encryption;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gova.Api.Auth;

/// <summary>Registers who may call, and how often.</summary>
internal static class AuthExtensions
{
    /// <summary>Rate limit of the routes that take a password.</summary>
    public const string SignInLimit = "sign-in";

    private const int DefaultAttemptsPerMinute = 10;

    public static IHostApplicationBuilder AddGovaAuth(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<JwtOptions>().BindConfiguration("Jwt").ValidateDataAnnotations().ValidateOnStart();
        services.AddEncryption();
        services.TryAddSingleton<Passwords>();
        services.AddSingleton<AccessTokens>();
        services.AddAuthentication(TokenAuthenticationHandler.Scheme)
            .AddScheme<AuthenticationSchemeOptions, TokenAuthenticationHandler>(TokenAuthenticationHandler.Scheme, null);
        services.AddAuthorization();
        services.AddRateLimiter(options =>
        {
            var perMinute = builder.Configuration.GetValue("RateLimits:SignInPerMinute", DefaultAttemptsPerMinute);
            options.AddPolicy(SignInLimit, http => RateLimitPartition.GetFixedWindowLimiter(
                http.Connection.RemoteIpAddress?.ToString() ?? "",
                _ => new FixedWindowRateLimiterOptions { PermitLimit = perMinute, Window = TimeSpan.FromMinutes(1) }));
            options.OnRejected = RefuseAsync;
        });
        return builder;
    }

    private static async ValueTask RefuseAsync(OnRejectedContext context, CancellationToken cancellationToken)
    {
        var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter) ? retryAfter : TimeSpan.FromMinutes(1);
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        context.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await Problems.Result(Problems.RateLimited, $"Try again in {seconds} seconds.").ExecuteAsync(context.HttpContext);
    }
}
