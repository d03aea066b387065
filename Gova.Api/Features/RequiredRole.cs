using Gova.Data;
using Gova.Data.Teams;

namespace Gova.Api.Features;

/// <summary>
/// Which role with the moderator a route needs, for the api's description. It enforces nothing: the query does, which finds
/// nothing without the role, see <see cref="Roles"/>.
/// </summary>
/// <param name="Name"><c>viewer</c>, <c>reviewer</c>, <c>admin</c> or <c>owner</c>.</param>
internal sealed record RequiredRole(string Name);

internal static class RequiredRoleExtensions
{
    /// <summary>Who has a lower role is refused, and a stranger finds nothing.</summary>
    public static TBuilder RequireRole<TBuilder>(this TBuilder builder, ModeratorRole atLeast)
        where TBuilder : IEndpointConventionBuilder =>
        builder.Declare(StatusNames.Of(atLeast));

    /// <summary>Only the moderator's owner.</summary>
    public static TBuilder RequireOwner<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.Declare("owner");

    private static TBuilder Declare<TBuilder>(this TBuilder builder, string role)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.WithMetadata(new RequiredRole(role));
        // 403 also for an api key without the scope.
        foreach (var status in (int[])[StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound])
        {
            builder.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(Microsoft.AspNetCore.Mvc.ProblemDetails), ["application/problem+json"]));
        }

        return builder;
    }
}
