using Gova.DiscordGateway.Discord.Rest;

namespace Gova.DiscordGateway.Discord.Gateway;

/// <summary>Where to connect: a session's own resume address, or what REST names.</summary>
internal sealed partial class GatewayAddress(DiscordRestClient rest, TimeProvider time, ILogger<GatewayAddress> logger)
{
    /// <summary>After so many failures a resume address counts as stale; a resume works at the general address too.</summary>
    private const int ResumeAttempts = 2;

    private int _failures;

    /// <summary>Waits where the day's identifies are used up: one more would reset the bot's token.</summary>
    /// <exception cref="DiscordApiException">REST refused.</exception>
    public async Task<Uri> FindAsync(GatewaySession session, CancellationToken cancellationToken)
    {
        if (session.ResumeUrl is { } resume && _failures < ResumeAttempts)
        {
            return WithVersion(resume);
        }

        var gateway = await rest.GetGatewayBotAsync(cancellationToken);
        if (session.Id is null && gateway.SessionStartLimit is { Remaining: <= 0 } limit)
        {
            Log.NoIdentifiesLeft(logger, limit.ResetAfter / 1000);
            await Task.Delay(TimeSpan.FromMilliseconds(limit.ResetAfter), time, cancellationToken);
        }

        return Uri.TryCreate(gateway.Url, UriKind.Absolute, out var url) && (url.Scheme is "ws" or "wss") && TransportSecurity.IsEnough(url)
            ? WithVersion(url)
            : throw new HttpRequestException("Discord named no safe gateway address.");
    }

    /// <summary>Tells how the last attempt went.</summary>
    public void Note(bool established) => _failures = established ? 0 : _failures + 1;

    private static Uri WithVersion(Uri url) => new UriBuilder(url) { Query = "v=10&encoding=json" }.Uri;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Today's identifies are used up; Discord grants new ones in {Seconds} s")]
        public static partial void NoIdentifiesLeft(ILogger logger, long seconds);
    }
}
