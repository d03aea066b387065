using System.Globalization;
using Gova.Simulators.Discord.OAuth;
using Gova.Simulators.Discord.World;
using Microsoft.Extensions.Options;

namespace Gova.Simulators.Discord.Rest;

/// <summary>Around every REST call: unknown routes, token, injected faults, rate limits, ids, and errors in Discord's form.</summary>
internal sealed class DiscordRestMiddleware(
    RequestDelegate next, RateLimiter limiter, DiscordFaults faults, OAuthDesk users, IOptions<SimulatorOptions> options, TimeProvider time)
{
    private static readonly string[] MajorParameters = ["channelId", "guildId", "token"];

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            if (faults.RestLatency > TimeSpan.Zero)
            {
                await Task.Delay(faults.RestLatency, time, context.RequestAborted);
            }

            await PassAsync(context);
        }
        catch (DiscordException refusal)
        {
            context.Response.StatusCode = refusal.Status;
            await context.Response.WriteAsJsonAsync(refusal.ToBody(), context.RequestAborted);
        }
    }

    private async Task PassAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not RouteEndpoint endpoint)
        {
            throw context.GetEndpoint() is null ? DiscordException.NotFound : DiscordException.MethodNotAllowed;
        }

        var anonymous = endpoint.Metadata.GetMetadata<AnonymousRoute>() is not null;
        var byUser = endpoint.Metadata.GetMetadata<UserTokenRoute>() is not null && users.Find(context.Request.Headers.Authorization) is not null;
        if (!anonymous && !byUser && context.Request.Headers.Authorization != $"Bot {options.Value.DiscordToken}")
        {
            throw DiscordException.Unauthorized;
        }

        if (await IsLimitedAsync(context, endpoint))
        {
            return;
        }

        if (faults.TakeFailure())
        {
            throw new DiscordException(faults.FailStatus, 0, $"{faults.FailStatus}: Internal Server Error");
        }

        EnsureSnowflakes(context.Request.RouteValues);
        var lost = faults.TakeLostResponse();
        await next(context);
        if (lost)
        {
            context.Abort();
        }
    }

    private async Task<bool> IsLimitedAsync(HttpContext context, RouteEndpoint endpoint)
    {
        if (faults.TakeRateLimit())
        {
            await RateLimitHeaders.RefuseAsync(context, TimeSpan.FromSeconds(faults.RetryAfterSeconds), faults.RateLimitScope);
            return true;
        }

        var bound = endpoint.Metadata.GetMetadata<OutsideGlobalLimit>() is null;
        if (bound && limiter.SpendGlobal() is { Exceeded: true } global)
        {
            await RateLimitHeaders.RefuseAsync(context, global.ResetAfter, "global");
            return true;
        }

        var route = $"{context.Request.Method} {endpoint.RoutePattern.RawText}";
        var major = MajorParameters.Select(name => context.Request.RouteValues[name]).FirstOrDefault(value => value is not null);
        var state = limiter.Spend($"{route} {major}");
        RateLimitHeaders.Write(context.Response, state, BucketName(route));
        if (state.Exceeded)
        {
            await RateLimitHeaders.RefuseAsync(context, state.ResetAfter, "user");
        }

        return state.Exceeded;
    }

    private static void EnsureSnowflakes(RouteValueDictionary values)
    {
        foreach (var (name, value) in values)
        {
            if (name.EndsWith("Id", StringComparison.Ordinal) && !Snowflake.TryParse(value as string, out _))
            {
                var field = string.Concat(name.Select(letter => char.IsUpper(letter) ? $"_{char.ToLowerInvariant(letter)}" : $"{letter}"));
                throw DiscordException.InvalidForm(field, "NUMBER_TYPE_COERCE", $"Value \"{value}\" is not snowflake.");
            }
        }
    }

    /// <summary>An opaque name that is the same for every call of the route, like Discord's hash.</summary>
    private static string BucketName(string route)
    {
        var hash = route.Aggregate(14_695_981_039_346_656_037UL, (sum, letter) => (sum ^ letter) * 1_099_511_628_211UL);
        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }
}

/// <summary>Marks a route that needs no token.</summary>
internal sealed class AnonymousRoute;

/// <summary>Marks a route that the global limit does not count.</summary>
internal sealed class OutsideGlobalLimit;
