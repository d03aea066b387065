using System.Net.Http.Headers;
using Gova.Data;
using Gova.DiscordGateway.Actions.Guards;
using Gova.DiscordGateway.Internal;
using Gova.Tests.Data;
using Gova.Tests.DiscordGateway.Guilds;
using Gova.Tests.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gova.Tests.DiscordGateway.Internal;

/// <summary>The internal endpoints over a guild model that a test describes.</summary>
internal sealed class InternalHost : IAsyncDisposable
{
    public const string Key = "a-key-that-services-share-0123456789";

    private readonly WebApplication _app;

    private InternalHost(WebApplication app, FakeDiscord discord) => (_app, Discord) = (app, discord);

    public FakeDiscord Discord { get; }

    /// <param name="database">For the kill switch.</param>
    public static async Task<InternalHost> StartAsync(string key = Key, TestDatabase? database = null)
    {
        var discord = await new FakeDiscord().WithConnectionAsync();
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Configuration["Internal:Key"] = key;
        builder.Services.AddInternal();
        builder.Services.AddSingleton(discord.Model);
        builder.Services.AddSingleton(discord.Rest);
        builder.Services.AddSingleton<TimeProvider>(discord.Clock);
        builder.Services.AddSingleton<KillSwitches>();
        builder.Services.AddSingleton<IDbContextFactory<GovaDbContext>>(new Contexts(database!));
        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.MapInternal();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new InternalHost(app, discord);
    }

    /// <summary>A client with the key, or with another, or with none.</summary>
    public HttpClient CreateClient(string? key = Key)
    {
        var client = _app.GetTestClient();
        client.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Discord.Dispose();
    }
}
