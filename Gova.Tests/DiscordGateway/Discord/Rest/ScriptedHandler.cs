using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Gova.Tests.DiscordGateway.Discord.Rest;

/// <summary>Answers requests by a script, in order; one request more than the script knows fails the test.</summary>
internal sealed class ScriptedHandler(params Func<HttpResponseMessage>[] script) : HttpMessageHandler
{
    private readonly ConcurrentQueue<Func<HttpResponseMessage>> _script = new(script);

    public List<(string Call, string? Reason, string? Body)> Requests { get; } = [];

    public static Func<HttpResponseMessage> Answer(int status, string body = "{}", params (string Name, string Value)[] headers) => () =>
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    };

    public static Func<HttpResponseMessage> NoAnswer() => () => throw new HttpRequestException("The connection was reset.");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var reason = request.Headers.TryGetValues("X-Audit-Log-Reason", out var values) ? values.Single() : null;
        var body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
        Requests.Add(($"{request.Method} {request.RequestUri!.AbsolutePath}", reason, body));
        return _script.TryDequeue(out var answer) ? answer() : throw new InvalidOperationException("A request that the script does not know.");
    }
}
