using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Gova.Api.Discord;

/// <summary>The gateway cannot be asked, or cannot answer.</summary>
internal sealed class GatewayUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// Asks the gateway, which alone holds the bot's token, about servers and their members. Ids are text throughout. Null answers
/// mean that the bot is not in that server.
/// </summary>
internal sealed class GatewayClient(HttpClient http, IConfiguration configuration, TimeProvider time)
{
    public const string KeySetting = "Internal:Key";

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Without the key that services share it answers nobody.</summary>
    public bool IsConfigured => !string.IsNullOrEmpty(configuration[KeySetting]);

    public async Task<IReadOnlyList<GatewayGuild>> ListGuildsAsync(CancellationToken cancellationToken) =>
        await GetAsync<List<GatewayGuild>>("guilds", cancellationToken) ?? [];

    public async Task<IReadOnlyList<GatewayChannel>?> ListChannelsAsync(string guildId, CancellationToken cancellationToken) =>
        await GetAsync<List<GatewayChannel>>($"guilds/{guildId}/channels", cancellationToken);

    /// <summary>Those of up to 100 users who are members.</summary>
    public async Task<IReadOnlyList<GatewayMember>?> ListMembersAsync(
        string guildId, IEnumerable<string> userIds, CancellationToken cancellationToken) =>
        await GetAsync<List<GatewayMember>>($"guilds/{guildId}/members?ids={string.Join(',', userIds)}", cancellationToken);

    public Task<GatewayPermissions?> GetPermissionsAsync(string guildId, string userId, CancellationToken cancellationToken) =>
        GetAsync<GatewayPermissions>($"guilds/{guildId}/members/{userId}/permissions", cancellationToken);

    /// <summary>Whether the bot is in a server; null when nobody knows just now.</summary>
    public async Task<bool?> IsInAsync(string guildId, CancellationToken cancellationToken)
    {
        if (!IsConfigured)
        {
            return null;
        }

        using var deadline = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await ListChannelsAsync(guildId, either.Token) is not null;
        }
        catch (Exception e) when (e is GatewayUnavailableException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<T?> GetAsync<T>(string path, CancellationToken cancellationToken)
        where T : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"internal/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", configuration[KeySetting]);
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            if (response.StatusCode == HttpStatusCode.NotFound)
            {
                return null;
            }

            return response.IsSuccessStatusCode
                ? await response.Content.ReadFromJsonAsync<T>(Json, cancellationToken)
                : throw new GatewayUnavailableException($"The gateway answered {(int)response.StatusCode}.");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or Polly.ExecutionRejectedException)
        {
            throw new GatewayUnavailableException("The gateway does not answer.", e);
        }
    }
}
