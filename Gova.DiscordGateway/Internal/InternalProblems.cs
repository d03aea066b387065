using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.DiscordGateway.Internal;

/// <summary>The errors that other services are answered with (RFC 9457).</summary>
internal static class InternalProblems
{
    public static ProblemHttpResult Unauthenticated => Of("unauthenticated", 401, "The internal key is missing or wrong.");

    public static ProblemHttpResult NotInGuild => Of("not-in-server", 404, "The bot is not in that server.");

    public static ProblemHttpResult Closed => Of("closed", 503, "Internal:Key is not set: nobody is answered.");

    public static ProblemHttpResult DiscordUnavailable => Of("discord-unavailable", 503, "Discord does not answer just now.");

    public static ProblemHttpResult Malformed(string detail) => Of("malformed-request", 400, "The request cannot be read.", detail);

    private static ProblemHttpResult Of(string name, int status, string title, string? detail = null) =>
        TypedResults.Problem(detail, statusCode: status, title: title, type: $"urn:gova:problem:{name}");
}
