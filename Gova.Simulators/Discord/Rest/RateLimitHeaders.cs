using System.Globalization;
using System.Text.Json.Nodes;

namespace Gova.Simulators.Discord.Rest;

/// <summary>Writes the X-RateLimit headers and the answer to one request too many.</summary>
internal static class RateLimitHeaders
{
    public static void Write(HttpResponse response, RateLimitState state, string bucket)
    {
        response.Headers["X-RateLimit-Limit"] = Text(state.Limit);
        response.Headers["X-RateLimit-Remaining"] = Text(state.Remaining);
        response.Headers["X-RateLimit-Reset"] = Text(state.Reset.ToUnixTimeMilliseconds() / 1000.0);
        response.Headers["X-RateLimit-Reset-After"] = Text(state.ResetAfter.TotalSeconds);
        response.Headers["X-RateLimit-Bucket"] = bucket;
    }

    public static Task RefuseAsync(HttpContext context, TimeSpan retryAfter, string scope)
    {
        var response = context.Response;
        var global = scope == "global";
        response.StatusCode = StatusCodes.Status429TooManyRequests;
        response.Headers.RetryAfter = Text(Math.Max(1, Math.Ceiling(retryAfter.TotalSeconds)));
        response.Headers["X-RateLimit-Scope"] = scope;
        if (global)
        {
            response.Headers["X-RateLimit-Global"] = "true";
        }

        var body = new JsonObject
        {
            ["message"] = scope == "shared" ? "The resource is being rate limited." : "You are being rate limited.",
            ["retry_after"] = Math.Round(retryAfter.TotalSeconds, 3),
            ["global"] = global,
        };
        return response.WriteAsJsonAsync(body, context.RequestAborted);
    }

    private static string Text(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
