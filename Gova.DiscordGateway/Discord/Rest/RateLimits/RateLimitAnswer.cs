using System.Globalization;
using System.Net;

namespace Gova.DiscordGateway.Discord.Rest.RateLimits;

/// <summary>What an answer says about limits.</summary>
/// <param name="Bucket">Name of the bucket that the route belongs to.</param>
/// <param name="Remaining">Calls left in it.</param>
/// <param name="ResetAfter">Until there are new ones.</param>
/// <param name="RetryAfter">Set on 429: how long to stay away.</param>
/// <param name="Global">The 429 is about all calls.</param>
/// <param name="Shared">The 429 is about a resource that others use too, and so not this bot's fault.</param>
internal sealed record RateLimitAnswer(
    string? Bucket, int? Remaining, TimeSpan? ResetAfter, TimeSpan? RetryAfter, bool Global, bool Shared = false)
{
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(1);

    public static RateLimitAnswer Read(HttpResponseMessage response, ReadOnlySpan<byte> body)
    {
        TimeSpan? retryAfter = null;
        var scope = Text(response, "X-RateLimit-Scope");
        var isGlobal = false;
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
        {
            // The body is exact to the millisecond, the header is rounded up. An answer with neither scope nor body is no longer
            // Discord's own but its proxy's, which is about the address.
            var error = ErrorReader.Read(body);
            retryAfter = Seconds(error.RetryAfter) ?? Seconds(Number(response, "Retry-After")) ?? DefaultRetryAfter;
            isGlobal = scope == "global" || error.Global == true || Text(response, "X-RateLimit-Global") == "true"
                || (scope is null && error.RetryAfter is null);
        }

        return new RateLimitAnswer(
            Text(response, "X-RateLimit-Bucket"),
            (int?)Number(response, "X-RateLimit-Remaining"),
            Seconds(Number(response, "X-RateLimit-Reset-After")),
            retryAfter,
            isGlobal,
            Shared: scope == "shared");
    }

    private static TimeSpan? Seconds(double? seconds) =>
        seconds is >= 0 and < 86_400 ? TimeSpan.FromSeconds(seconds.Value) : null;

    private static double? Number(HttpResponseMessage response, string header) =>
        double.TryParse(Text(response, header), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : null;

    private static string? Text(HttpResponseMessage response, string header) =>
        response.Headers.TryGetValues(header, out var values) ? values.FirstOrDefault() : null;
}
