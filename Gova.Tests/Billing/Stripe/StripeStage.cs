using Gova.Billing.Stripe;
using Gova.ServiceDefaults;
using Gova.Tests.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gova.Tests.Billing.Stripe;

/// <summary>The client as billing has it, with all that services have, before a scripted server and a clock that never makes wait.</summary>
internal sealed class StripeStage : IAsyncDisposable
{
    private readonly HttpServer _server;
    private readonly WebApplication _app;

    /// <param name="answer">Of the n-th request, from 1.</param>
    public StripeStage(Func<ReceivedRequest, int, CancellationToken, Task<string>> answer, params (string Key, string Value)[] settings)
    {
        _server = new HttpServer(async (request, stop) =>
        {
            int number;
            lock (Times)
            {
                Times.Add(Clock.GetUtcNow());
                number = Times.Count;
            }

            return await answer(request, number, stop);
        });
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Stripe:BaseUrl"] = _server.Url.ToString(),
            ["Stripe:SecretKey"] = "sk_test_1",
            ["Stripe:WebhookSecrets"] = "whsec_1",
            ["Stripe:Prices:Month"] = "month",
            ["Stripe:Prices:Year"] = "year",
        });
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)));
        builder.AddServiceDefaults();
        builder.Services.AddStripe();
        _app = builder.Build();
        Client = _app.Services.GetRequiredService<StripeClient>();
    }

    public StripeStage(Func<ReceivedRequest, int, string> answer, params (string Key, string Value)[] settings)
        : this((request, number, _) => Task.FromResult(answer(request, number)), settings)
    {
    }

    public JumpingClock Clock { get; } = new();

    public StripeClient Client { get; }

    public IReadOnlyList<ReceivedRequest> Requests => [.. _server.Requests];

    /// <summary>When requests came, by the clock.</summary>
    public List<DateTimeOffset> Times { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _server.DisposeAsync();
    }
}
