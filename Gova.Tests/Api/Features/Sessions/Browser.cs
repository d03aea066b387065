using System.Net.Http.Json;
using System.Text.Json;

namespace Gova.Tests.Api.Features.Sessions;

/// <summary>A client that keeps cookies like a browser and sends the CSRF value like our page.</summary>
internal sealed class Browser(ApiHost host, string agent = "browser") : IDisposable
{
    private readonly HttpClient _client = host.CreateClient();

    public Dictionary<string, string> Cookies { get; } = [];

    /// <summary>Another one with the same cookies.</summary>
    public Browser Copy(string? agent = null)
    {
        var copy = new Browser(host, agent ?? "browser");
        foreach (var (name, value) in Cookies)
        {
            copy.Cookies[name] = value;
        }

        return copy;
    }

    public Task<HttpResponseMessage> PostAsync(string path, object? body, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, body, cancellationToken);

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("User-Agent", agent);
        request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        if (Cookies.TryGetValue("gova_csrf", out var csrf))
        {
            request.Headers.Add("X-Gova-Csrf", csrf);
        }

        if (body is not null)
        {
            request.Content = JsonContent.Create(body, options: JsonSerializerOptions.Web);
        }

        var response = await _client.SendAsync(request, cancellationToken);
        foreach (var cookie in response.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            var pair = cookie.Split(';')[0];
            var end = pair.IndexOf('=', StringComparison.Ordinal);
            Cookies[pair[..end]] = pair[(end + 1)..];
            if (end == pair.Length - 1)
            {
                Cookies.Remove(pair[..end]);
            }
        }

        return response;
    }

    public void Dispose() => _client.Dispose();
}
