using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Gova.Simulators.Discord.Rest;
using Gova.Simulators.Discord.World;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Gova.Simulators.Discord.OAuth;

/// <summary>Discord's OAuth2: the page where a user agrees, tokens, and what a user's token may read.</summary>
internal static class OAuthEndpoints
{
    private static readonly string[] Scopes = ["identify", "guilds", "bot", "applications.commands"];

    /// <summary>The page, which is not part of the api.</summary>
    public static void MapAuthorizePage(this IEndpointRouteBuilder app) => app.MapGet("/oauth2/authorize", Authorize);

    public static void MapOAuth(this IEndpointRouteBuilder api)
    {
        api.MapPost("/oauth2/token", IssueTokenAsync).WithMetadata(new AnonymousRoute());
        api.MapPost("/oauth2/token/revoke", RevokeAsync).WithMetadata(new AnonymousRoute());
    }

    /// <summary>Agrees at once: as the user of the parameter <c>user_id</c>, or the demo server's owner.</summary>
    private static IResult Authorize(HttpRequest request, OAuthDesk desk, DiscordWorld world, IOptions<SimulatorOptions> options)
    {
        var (query, redirect) = (request.Query, (string?)request.Query["redirect_uri"]);
        if (query["client_id"] != options.Value.OAuthClientId || redirect is null
            || !options.Value.OAuthRedirectUris.Split(',').Contains(redirect, StringComparer.Ordinal))
        {
            return TypedResults.Problem("Unknown application, or a redirect_uri that it has not registered.", statusCode: 400);
        }

        var scopes = ((string?)query["scope"] ?? "").Split(' ');
        var user = Query.Id(request, "user_id") ?? DemoIds.Owner;
        var error = query["response_type"] != "code" ? "unsupported_response_type"
            : !scopes.All(Scopes.Contains) ? "invalid_scope"
            : query["code_challenge_method"] != "S256" || query["code_challenge"].ToString().Length != 43 ? "invalid_request"
            : query["deny"] == "true" || !Knows(world, user) ? "access_denied"
            : null;
        var answer = new QueryBuilder { { "state", query["state"].ToString() } };
        answer.Add(
            error is null ? "code" : "error",
            error ?? desk.IssueCode(user, redirect, query["scope"]!, query["code_challenge"]!));
        return TypedResults.Redirect(redirect + answer.ToQueryString());
    }

    private static bool Knows(DiscordWorld world, Snowflake user)
    {
        lock (world.Gate)
        {
            return world.FindUser(user) is { Bot: false };
        }
    }

    private static async Task<IResult> IssueTokenAsync(HttpRequest request, OAuthDesk desk, CancellationToken cancellationToken)
    {
        var form = await FormAsync(request, cancellationToken);
        if (!IsClient(request, form, desk))
        {
            return Refuse("invalid_client", 401);
        }

        var grant = (string?)form["grant_type"] switch
        {
            "authorization_code" => desk.Redeem($"{form["code"]}", $"{form["redirect_uri"]}", $"{form["code_verifier"]}"),
            "refresh_token" => desk.Refresh($"{form["refresh_token"]}"),
            _ => null,
        };
        return grant is null ? Refuse("invalid_grant", 400) : TypedResults.Json(new JsonObject
        {
            ["access_token"] = grant.AccessToken,
            ["token_type"] = "Bearer",
            ["expires_in"] = (long)grant.Lifetime.TotalSeconds,
            ["refresh_token"] = grant.RefreshToken,
            ["scope"] = grant.Scope,
        });
    }

    private static async Task<IResult> RevokeAsync(HttpRequest request, OAuthDesk desk, CancellationToken cancellationToken)
    {
        var form = await FormAsync(request, cancellationToken);
        if (!IsClient(request, form, desk))
        {
            return Refuse("invalid_client", 401);
        }

        desk.Revoke($"{form["token"]}");
        return TypedResults.Json(new JsonObject());
    }

    private static async Task<IFormCollection> FormAsync(HttpRequest request, CancellationToken cancellationToken) =>
        request.HasFormContentType
            ? await request.ReadFormAsync(cancellationToken)
            : throw DiscordException.InvalidForm("grant_type", "BASE_TYPE_REQUIRED", "This field is required");

    private static bool IsClient(HttpRequest request, IFormCollection form, OAuthDesk desk)
    {
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header) || header.Scheme != "Basic")
        {
            return desk.IsClient(form["client_id"], form["client_secret"]);
        }

        var bytes = new byte[200];
        return Convert.TryFromBase64String(header.Parameter ?? "", bytes, out var length)
            && Encoding.UTF8.GetString(bytes, 0, length).Split(':') is [var id, var secret] && desk.IsClient(id, secret);
    }

    private static JsonHttpResult<JsonObject> Refuse(string error, int status) => TypedResults.Json(new JsonObject { ["error"] = error }, statusCode: status);
}

/// <summary>Marks a route that a user's token may call too.</summary>
internal sealed class UserTokenRoute;
