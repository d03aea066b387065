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

    /// <summary>Rate limit of refreshing, which every open page does.</summary>
    public const string RefreshLimit = "refresh";

    private const int DefaultAttemptsPerMinute = 10;
    private const int RefreshesPerAttempt = 12;

    public static IHostApplicationBuilder AddGovaAuth(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<JwtOptions>().BindConfiguration("Jwt").ValidateDataAnnotations().ValidateOnStart();
        services.AddEncryption().AddSharedDataProtection();
        services.TryAddSingleton<Passwords>();
        services.AddOptions<SessionOptions>().BindConfiguration("Sessions").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<RefreshTokens>();
        services.AddSingleton<LiveSessions>();
        services.AddSingleton<ApiKeyStore>();
        services.AddSingleton<AttemptLimits>();
        services.AddScoped<SessionStore>();
        services.AddScoped<Codes>();
        services.AddHostedService<ForgetExpired>();
        services.AddHostedService<TierChanges>();
        services.AddAuthentication(TokenAuthenticationHandler.Scheme)
            .AddScheme<AuthenticationSchemeOptions, TokenAuthenticationHandler>(TokenAuthenticationHandler.Scheme, null);
        services.AddAuthorization();
        services.AddRateLimiter(options =>
        {
            var perMinute = builder.Configuration.GetValue("RateLimits:SignInPerMinute", DefaultAttemptsPerMinute);
            options.AddPolicy(SignInLimit, http => PerClient(http, perMinute));
            options.AddPolicy(RefreshLimit, http => PerClient(http, RefreshesPerAttempt * perMinute));
            options.OnRejected = RefuseAsync;
        });
        return builder;
    }

    private static RateLimitPartition<string> PerClient(HttpContext http, int perMinute) => RateLimitPartition.GetFixedWindowLimiter(
        ClientAddress.Of(http), _ => new FixedWindowRateLimiterOptions { PermitLimit = perMinute, Window = TimeSpan.FromMinutes(1) });

    private static async ValueTask RefuseAsync(OnRejectedContext context, CancellationToken cancellationToken)
    {
        var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter) ? retryAfter : TimeSpan.FromMinutes(1);
        await Problems.TooMany(context.HttpContext, wait).ExecuteAsync(context.HttpContext);
    }
}
