using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Gova.Api.Demo;

/// <summary>Says where to look and how to sign in, once the api listens. The account exists on this machine only.</summary>
internal sealed partial class DemoAnnouncement(
    IServer server, IOptions<DemoOptions> options, IHostApplicationLifetime lifetime, ILogger<DemoAnnouncement> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.IsSet)
        {
            lifetime.ApplicationStarted.Register(Announce);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Announce()
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "http://localhost";
        var url = address.Replace("[::]", "localhost", StringComparison.Ordinal)
            .Replace("0.0.0.0", "localhost", StringComparison.Ordinal).Replace("//+", "//localhost", StringComparison.Ordinal)
            .Replace("//*", "//localhost", StringComparison.Ordinal);
        Log.Ready(logger, url);
        Log.Email(logger, options.Value.Email);
        Log.Password(logger, options.Value.Password);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Gova is up. Watch it at {Url}")]
        public static partial void Ready(ILogger logger, string url);

        [LoggerMessage(LogLevel.Information, "    e-mail    {Email}")]
        public static partial void Email(ILogger logger, string email);

        [LoggerMessage(LogLevel.Information, "    password  {Password}")]
        public static partial void Password(ILogger logger, string password);
    }
}
