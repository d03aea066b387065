using Gova.DiscordGateway.Discord.Rest;

namespace Gova.DiscordGateway.Discord.Gateway;

/// <summary>Where a shard connects: its session's own resume address, or what REST names.</summary>
internal sealed class GatewayAddress(GatewayInfo info)
{
    /// <summary>After so many failures a resume address counts as stale; a resume works at the general address too.</summary>
    private const int ResumeAttempts = 2;

    private int _failures;

    /// <exception cref="DiscordApiException">REST refused.</exception>
    public async Task<Uri> FindAsync(GatewaySession session, CancellationToken cancellationToken)
    {
        if (session.ResumeUrl is { } resume && _failures < ResumeAttempts)
        {
            return WithVersion(resume);
        }

        var gateway = await info.GetAsync(cancellationToken);
        return Uri.TryCreate(gateway.Url, UriKind.Absolute, out var url) && (url.Scheme is "ws" or "wss") && TransportSecurity.IsEnough(url)
            ? WithVersion(url)
            : throw new HttpRequestException("Discord named no safe gateway address.");
    }

    /// <summary>Tells how the last attempt went.</summary>
    public void Note(bool established) => _failures = established ? 0 : _failures + 1;

    private static Uri WithVersion(Uri url) => new UriBuilder(url) { Query = "v=10&encoding=json" }.Uri;
}
