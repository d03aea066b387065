using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.ServiceDefaults.Internal;

/// <summary>The errors that other services are answered with (RFC 9457).</summary>
public static class InternalProblems
{
    public static ProblemHttpResult Unauthenticated => Of("unauthenticated", 401, "The internal key is missing or wrong.");

    public static ProblemHttpResult Closed => Of("closed", 503, "Internal:Key is not set: nobody is answered.");

    public static ProblemHttpResult Malformed(string detail) => Of("malformed-request", 400, "The request cannot be read.", detail);

    public static ProblemHttpResult Of(string name, int status, string title, string? detail = null) =>
        TypedResults.Problem(detail, statusCode: status, title: title, type: $"urn:gova:problem:{name}");
}
