using System.Net.Http.Headers;
using Gova.Tests.Simulators;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gova.Tests.Billing.Checkouts;

/// <summary>Stands between billing and Stripe, and keeps one call for ever: before Stripe has it, or after Stripe has done it.</summary>
internal sealed class KillingProxy : IAsyncDisposable
{
    private static readonly string[] Copied = ["Authorization", "Stripe-Version", "Idempotency-Key"];

    private readonly WebApplication _app;
    private readonly HttpClient _stripe;
    private Hold? _hold;

    private KillingProxy(WebApplication app, Uri stripe)
    {
        (_app, _stripe) = (app, new HttpClient { BaseAddress = stripe });
        app.Run(PassAsync);
    }

    public Uri Address => new(_app.Urls.First());

    public static async Task<KillingProxy> StartAsync(SimulatorApp stripe)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var proxy = new KillingProxy(builder.Build(), stripe.Address);
        await proxy._app.StartAsync(TestContext.Current.CancellationToken);
        return proxy;
    }

    /// <param name="path">Of the call; a slash at its end stands for anything behind it.</param>
    /// <returns>Completes when the call is kept.</returns>
    public Task KeepNext(string method, string path, bool isDone)
    {
        _hold = new Hold(method, path, isDone);
        return _hold.Kept.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _stripe.Dispose();
    }

    private async Task PassAsync(HttpContext context)
    {
        var hold = _hold is { } candidate && candidate.Matches(context.Request) && Interlocked.CompareExchange(ref _hold, null, candidate) == candidate
            ? candidate : null;
        if (hold is { IsDone: false })
        {
            await hold.KeepAsync(context);
        }

        using var request = await CopyAsync(context.Request);
        using var response = await _stripe.SendAsync(request, context.RequestAborted);
        if (hold is { IsDone: true })
        {
            response.EnsureSuccessStatusCode();
            await hold.KeepAsync(context);
        }

        context.Response.StatusCode = (int)response.StatusCode;
        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private static async Task<HttpRequestMessage> CopyAsync(HttpRequest request)
    {
        var copy = new HttpRequestMessage(HttpMethod.Parse(request.Method), $"{request.Path}{request.QueryString}");
        foreach (var name in Copied.Where(request.Headers.ContainsKey))
        {
            copy.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)request.Headers[name]);
        }

        if (request.ContentType is { } type)
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            copy.Content = new ByteArrayContent(body.ToArray());
            copy.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        return copy;
    }

    private sealed record Hold(string Method, string Path, bool IsDone)
    {
        public TaskCompletionSource Kept { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Matches(HttpRequest request) => request.Method == Method
            && (Path.EndsWith('/') ? request.Path.Value!.StartsWith(Path, StringComparison.Ordinal) : request.Path.Value == Path);

        /// <summary>Until whoever called is dead.</summary>
        public Task KeepAsync(HttpContext context)
        {
            Kept.TrySetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        }
    }
}
