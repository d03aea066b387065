using System.Net.Http.Headers;
using Gova.Tests.Simulators;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gova.Tests.DiscordGateway;

/// <summary>
/// Stands between the gateway and Discord and keeps one call for ever: before Discord has it, or after Discord has executed it,
/// so that a test can kill the gateway at just that moment.
/// </summary>
internal sealed class HoldingProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _discord;
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Func<HttpRequest, bool> _isTheCall = _ => false;
    private bool _executed;
    private Func<Task>? _before;

    private HoldingProxy(WebApplication app, Uri discord)
    {
        (_app, _discord) = (app, new HttpClient { BaseAddress = discord });
        app.Run(PassAsync);
    }

    public Uri Address => new(_app.Urls.First());

    /// <summary>Completes when the call is being held.</summary>
    public Task Held => _held.Task;

    public static async Task<HoldingProxy> StartAsync(SimulatorApp discord)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var proxy = new HoldingProxy(builder.Build(), discord.Address);
        await proxy._app.StartAsync(TestContext.Current.CancellationToken);
        return proxy;
    }

    /// <param name="executed">Whether Discord gets the call before it is held.</param>
    public void Hold(string method, string pathEnds, bool executed)
    {
        _executed = executed;
        _isTheCall = request => request.Method == method && request.Path.Value!.EndsWith(pathEnds, StringComparison.Ordinal);
    }

    /// <summary>Something else happens on Discord while the call is on its way, which then goes on.</summary>
    public void Before(string method, string pathEnds, Func<Task> action)
    {
        Hold(method, pathEnds, executed: false);
        _before = action;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _discord.Dispose();
    }

    private async Task PassAsync(HttpContext context)
    {
        var isTheCall = !_held.Task.IsCompleted && _isTheCall(context.Request);
        if (isTheCall && !_executed)
        {
            await HoldAsync(context);
        }

        using var request = await CopyAsync(context.Request);
        using var response = await _discord.SendAsync(request, context.RequestAborted);
        if (isTheCall && _executed)
        {
            response.EnsureSuccessStatusCode();
            await HoldAsync(context);
        }

        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Where(header => header.Key.StartsWith("X-", StringComparison.OrdinalIgnoreCase)))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    /// <summary>Until whoever called is dead, or what is to happen first has happened.</summary>
    private Task HoldAsync(HttpContext context)
    {
        _held.TrySetResult();
        return _before is not null ? _before() : Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
    }

    private static async Task<HttpRequestMessage> CopyAsync(HttpRequest request)
    {
        var copy = new HttpRequestMessage(HttpMethod.Parse(request.Method), $"{request.Path}{request.QueryString}".TrimStart('/'));
        foreach (var name in new[] { "Authorization", "X-Audit-Log-Reason" }.Where(request.Headers.ContainsKey))
        {
            copy.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)request.Headers[name]);
        }

        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        if (body.Length > 0)
        {
            copy.Content = new ByteArrayContent(body.ToArray());
            copy.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(request.ContentType ?? "application/json");
        }

        return copy;
    }
}
