using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;

namespace Gova.Tests.Billing.Crashes;

/// <summary>Stands between billing and Stripe. Each request is two steps: before Stripe has it, and before billing hears the answer.</summary>
internal sealed partial class StripeRelay : IAsyncDisposable
{
    private static readonly string[] Told = ["Authorization", "Stripe-Version", "Idempotency-Key"];

    private readonly WebApplication _app;
    private readonly HttpClient _stripe;
    private readonly Steps _steps;

    private StripeRelay(WebApplication app, Uri stripe, Steps steps)
    {
        (_app, _steps) = (app, steps);
        _stripe = new HttpClient { BaseAddress = stripe };
    }

    public Uri Url => new(_app.Urls.First());

    public static async Task<StripeRelay> StartAsync(Uri stripe, Steps steps, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var relay = new StripeRelay(app, stripe, steps);
        app.Run(relay.ForwardAsync);
        await app.StartAsync(cancellationToken);
        return relay;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _stripe.Dispose();
    }

    private async Task ForwardAsync(HttpContext http)
    {
        using var request = await CopyAsync(http.Request);
        var step = $"{http.Request.Method} {Ids().Replace(http.Request.Path, "$1_…")}";
        if (!await _steps.PassAsync(isDone: false, step))
        {
            http.Abort();
            return;
        }

        // Whoever asked may be gone meanwhile: Stripe does it all the same.
        using var answer = await _stripe.SendAsync(request, CancellationToken.None);
        var body = await answer.Content.ReadAsByteArrayAsync(CancellationToken.None);
        if (!await _steps.PassAsync(isDone: true, step))
        {
            http.Abort();
            return;
        }

        http.Response.StatusCode = (int)answer.StatusCode;
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }

    private static async Task<HttpRequestMessage> CopyAsync(HttpRequest from)
    {
        var request = new HttpRequestMessage(new HttpMethod(from.Method), from.GetEncodedPathAndQuery());
        foreach (var name in Told)
        {
            request.Headers.TryAddWithoutValidation(name, from.Headers[name].AsEnumerable());
        }

        if (from.ContentType is { } type)
        {
            using var body = new MemoryStream();
            await from.Body.CopyToAsync(body);
            request.Content = new ByteArrayContent(body.ToArray());
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        return request;
    }

    [GeneratedRegex("(cus|cs|sub|in)_[^/]+")]
    private static partial Regex Ids();
}
