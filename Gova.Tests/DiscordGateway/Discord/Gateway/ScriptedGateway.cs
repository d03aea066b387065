using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gova.Tests.DiscordGateway.Discord.Gateway;

/// <summary>A gateway that says exactly what a test tells it to: for frames and closes that no well-behaved server sends.</summary>
internal sealed class ScriptedGateway : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<ScriptedConnection> _connections = Channel.CreateUnbounded<ScriptedConnection>();

    private ScriptedGateway(WebApplication app)
    {
        _app = app;
    }

    public Uri Address => new(_app.Urls.First());

    public string ApiBaseUrl => $"{Address}api/v10";

    public string ResumeUrl => $"ws://{Address.Authority}/resume";

    /// <summary>What GET /gateway/bot grants.</summary>
    public int IdentifiesLeft { get; set; } = 999;

    public int MaxConcurrency { get; init; } = 1;

    public static async Task<ScriptedGateway> StartAsync(int maxConcurrency = 1)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var gateway = new ScriptedGateway(app) { MaxConcurrency = maxConcurrency };
        app.UseWebSockets();
        app.MapGet("/api/v10/gateway/bot", () => Results.Json(new
        {
            url = $"ws://{gateway.Address.Authority}/gateway",
            shards = 1,
            session_start_limit = new { total = 1000, remaining = gateway.IdentifiesLeft, reset_after = 1000, max_concurrency = gateway.MaxConcurrency },
        }));
        app.Map("/{path:regex(^(gateway|resume)$)}", gateway.ServeAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return gateway;
    }

    /// <summary>The next connection of the client.</summary>
    public async Task<ScriptedConnection> AcceptAsync() =>
        await _connections.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask()
            .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var connection = new ScriptedConnection(socket, context.Request.Path, context.Request.QueryString.Value!);
        await _connections.Writer.WriteAsync(connection, context.RequestAborted);
        await connection.Over.WaitAsync(context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
