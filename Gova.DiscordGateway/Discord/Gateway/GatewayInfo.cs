using System.Diagnostics.CodeAnalysis;
using Gova.DiscordGateway.Discord.Rest;

namespace Gova.DiscordGateway.Discord.Gateway;

/// <summary>What GET /gateway/bot says, kept for some seconds: every shard asks when Discord ends all connections at once.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore holds no handle: nobody asks for its AvailableWaitHandle.")]
internal sealed class GatewayInfo(DiscordRestClient rest, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _gate = new(1);
    private (GatewayBot Answer, DateTimeOffset At)? _last;

    /// <exception cref="DiscordApiException">Discord refused.</exception>
    public async Task<GatewayBot> GetAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_last is not { } last || time.GetUtcNow() - last.At >= Kept)
            {
                _last = last = (await rest.GetGatewayBotAsync(cancellationToken), time.GetUtcNow());
            }

            return last.Answer;
        }
        finally
        {
            _gate.Release();
        }
    }
}
