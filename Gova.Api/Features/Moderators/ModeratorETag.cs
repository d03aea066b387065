using Gova.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Gova.Api.Features.Moderators;

/// <summary>A moderator's version as entity tag (RFC 9110), so that nobody overwrites a change that they have not seen.</summary>
internal static class ModeratorETag
{
    public static void Set(HttpContext http, long version) => http.Response.Headers.ETag = $"\"{version}\"";

    /// <summary>Whether the caller goes from this version; yes when they do not say.</summary>
    public static bool Matches(HttpContext http, long version)
    {
        var wanted = http.Request.GetTypedHeaders().IfMatch;
        return http.Request.Headers.IfMatch.Count == 0
            || wanted.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || (!tag.IsWeak && tag.Tag.Equals($"\"{version}\"", StringComparison.Ordinal)));
    }

    public static ProblemHttpResult Mismatch(HttpContext http, long version)
    {
        Set(http, version);
        return Problems.Result(Problems.PreconditionFailed, $"It is at version {version} now: read it again.");
    }
}
