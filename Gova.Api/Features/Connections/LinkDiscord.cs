using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Connections;
using Gova.Data.Encryption;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Gova.Api.Features.Connections;

internal static class LinkDiscord
{
    /// <summary>Binds a sign-in to the browser that began it.</summary>
    public const string Cookie = "gova_oauth";

    /// <summary>How long the user may take on Discord's page.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <param name="Redirect">A path of this site to come back to; <c>/</c> unless given.</param>
    internal sealed record Request(string? Redirect = null);

    /// <param name="AuthorizeUrl">Where the browser that asked goes now: in another browser it leads to nothing.</param>
    internal sealed record Response(string AuthorizeUrl, DateTimeOffset ExpiresAt);

    /// <summary>Begins to link a Discord account, in a browser. The user then agrees on Discord's page, which leads back here.</summary>
    public static async Task<Results<Ok<Response>, ValidationProblem, ProblemHttpResult>> Handle(
        Request? request,
        ClaimsPrincipal user,
        HttpContext http,
        GovaDbContext db,
        Encryptor encryptor,
        IOptions<DiscordOauthOptions> options,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors().Require(request?.Redirect is null || IsOwnPath(request.Redirect), "redirect", "must be a path of this site");
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (!options.Value.IsConfigured)
        {
            return Problems.Result(Problems.DiscordNotConfigured);
        }

        var (now, state, browser, verifier) = (time.GetUtcNow(), Random(), Random(), Random());
        var encrypted = encryptor.Encrypt(verifier, Purposes.OauthVerifier, user.Id());
        await db.OauthStates.Where(s => s.UserId == user.Id() || s.ExpiresAt <= now).ExecuteDeleteAsync(cancellationToken);
        var started = new OauthState
        {
            StateHash = Hash(state, browser),
            UserId = user.Id(),
            Platform = DiscordConnection.Platform,
            CodeVerifier = encrypted.Bytes,
            KeyId = encrypted.KeyId,
            Redirect = request?.Redirect,
            CreatedAt = now,
            ExpiresAt = now + Lifetime,
        };
        db.OauthStates.Add(started);
        await db.SaveChangesAsync(cancellationToken);
        http.Response.Cookies.Append(Cookie, browser, CookieOptions(http, started.ExpiresAt));
        var query = new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = options.Value.ClientId,
            ["redirect_uri"] = options.Value.RedirectUri,
            ["scope"] = "identify guilds",
            ["state"] = state,
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))),
            ["code_challenge_method"] = "S256",
        };
        return TypedResults.Ok(new Response(QueryHelpers.AddQueryString(options.Value.AuthorizeUrl, query), started.ExpiresAt));
    }

    /// <summary>The state as stored: without the browser's cookie nobody finds it.</summary>
    public static byte[] Hash(string state, string browser) => SHA256.HashData(Encoding.UTF8.GetBytes($"{state}\n{browser}"));

    public static CookieOptions CookieOptions(HttpContext http, DateTimeOffset? expires) => new()
    {
        HttpOnly = true,
        // Discord's page sends the browser back from another site.
        SameSite = SameSiteMode.Lax,
        Secure = http.Request.IsHttps,
        Path = "/connections/discord",
        Expires = expires,
        IsEssential = true,
    };

    private static bool IsOwnPath(string path) =>
        path.Length is > 0 and <= 500 && path[0] == '/' && !path.StartsWith("//", StringComparison.Ordinal)
        && !path.Contains('\\', StringComparison.Ordinal) && path.All(char.IsAscii) && !path.Any(char.IsControl);

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
