namespace Gova.Api.Features.ApiKeys;

/// <summary>No scope opens these: a key cannot make keys.</summary>
internal static class ApiKeyEndpoints
{
    public static void MapApiKeys(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api-keys").WithTags("api-keys").RequireAuthorization().ProducesProblem(401).ProducesProblem(403);
        group.MapPost("/", CreateApiKey.Handle).ProducesProblem(409);
        group.MapGet("/", ListApiKeys.Handle);
        group.MapDelete("/{key_id:guid}", RevokeApiKey.Handle).ProducesProblem(404);
    }
}
