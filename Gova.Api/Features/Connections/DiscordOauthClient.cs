using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Gova.Api.Features.Connections;

/// <summary>Discord's OAuth2, and what a user's token may read.</summary>
internal sealed class DiscordOauthClient(HttpClient http, IOptions<DiscordOauthOptions> options)
{
    private const int GuildsPerPage = 200;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private string Api => options.Value.ApiBaseUrl.TrimEnd('/');

    /// <returns>Null when Discord does not take the code.</returns>
    public Task<DiscordTokens?> ExchangeAsync(string code, string verifier, CancellationToken cancellationToken) => TokensAsync(
        new() { ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = options.Value.RedirectUri!, ["code_verifier"] = verifier },
        cancellationToken);

    /// <returns>Null when Discord takes the token no more.</returns>
    public Task<DiscordTokens?> RefreshAsync(string refreshToken, CancellationToken cancellationToken) => TokensAsync(
        new() { ["grant_type"] = "refresh_token", ["refresh_token"] = refreshToken }, cancellationToken);

    public async Task RevokeAsync(string token, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(Form("/oauth2/token/revoke", new() { ["token"] = token }), cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new DiscordUnavailableException($"Discord answered {(int)response.StatusCode}.");
        }
    }

    /// <returns>Null when Discord takes the token no more.</returns>
    public Task<DiscordIdentity?> IdentityAsync(string token, CancellationToken cancellationToken) =>
        GetAsync<DiscordIdentity>("/users/@me", token, cancellationToken);

    /// <summary>The servers that the user is in.</summary>
    /// <returns>Null when Discord takes the token no more.</returns>
    public async Task<IReadOnlyList<DiscordServer>?> ServersAsync(string token, CancellationToken cancellationToken)
    {
        var servers = new List<DiscordServer>();
        while (true)
        {
            var after = servers.Count == 0 ? "" : $"&after={servers[^1].Id}";
            if (await GetAsync<List<DiscordServer>>($"/users/@me/guilds?limit={GuildsPerPage}{after}", token, cancellationToken) is not { } page)
            {
                return null;
            }

            servers.AddRange(page);
            if (page.Count < GuildsPerPage)
            {
                return servers;
            }
        }
    }

    private async Task<DiscordTokens?> TokensAsync(Dictionary<string, string> form, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(Form("/oauth2/token", form), cancellationToken);
        return response.StatusCode == HttpStatusCode.BadRequest ? null : await ReadAsync<DiscordTokens>(response, cancellationToken);
    }

    private async Task<T?> GetAsync<T>(string path, string token, CancellationToken cancellationToken)
        where T : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Api + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await SendAsync(request, cancellationToken);
        return response.StatusCode == HttpStatusCode.Unauthorized ? null : await ReadAsync<T>(response, cancellationToken);
    }

    private HttpRequestMessage Form(string path, Dictionary<string, string> form)
    {
        var client = $"{options.Value.ClientId}:{options.Value.ClientSecret}";
        var request = new HttpRequestMessage(HttpMethod.Post, Api + path) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(client)));
        return request;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(request, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or Polly.ExecutionRejectedException)
        {
            throw new DiscordUnavailableException("Discord does not answer.", e);
        }
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return response.IsSuccessStatusCode && await response.Content.ReadFromJsonAsync<T>(Json, cancellationToken) is { } answer
                ? answer
                : throw new DiscordUnavailableException($"Discord answered {(int)response.StatusCode}.");
        }
        catch (JsonException e)
        {
            throw new DiscordUnavailableException("Discord's answer cannot be read.", e);
        }
    }
}

/// <summary>Discord could not be asked, which says nothing about the answer.</summary>
internal sealed class DiscordUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

internal sealed record DiscordTokens(string AccessToken, string? RefreshToken, int ExpiresIn, string Scope);

internal sealed record DiscordIdentity(string Id, string Username, string? GlobalName, string? Avatar);

/// <param name="Permissions">Bits, as decimal text.</param>
internal sealed record DiscordServer(string Id, string Name, string? Icon, bool Owner, string Permissions)
{
    private const ulong Administrator = 0x8;
    private const ulong ManageServer = 0x20;

    public bool CanManage => Owner || (ulong.TryParse(Permissions, out var bits) && (bits & (Administrator | ManageServer)) != 0);
}
