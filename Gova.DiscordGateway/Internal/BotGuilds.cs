using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;

namespace Gova.DiscordGateway.Internal;

/// <summary>All guilds of the bot, whichever gateway process holds their shards; as Discord said at most half a minute ago.</summary>
internal sealed class BotGuilds(DiscordRestClient rest, TimeProvider time) : IDisposable
{
    private const int PageSize = 200;
    private static readonly TimeSpan Holds = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _turn = new(1);
    private (IReadOnlyList<DiscordGuild> Guilds, DateTimeOffset Until) _last = ([], DateTimeOffset.MinValue);

    public async Task<IReadOnlyList<DiscordGuild>> ListAsync(CancellationToken cancellationToken)
    {
        // Who waits finds what the one before has asked for.
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_last.Until <= time.GetUtcNow())
            {
                _last = (await FetchAsync(cancellationToken), time.GetUtcNow() + Holds);
            }

            return _last.Guilds;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<IReadOnlyList<DiscordGuild>> FetchAsync(CancellationToken cancellationToken)
    {
        var guilds = new List<DiscordGuild>();
        while (true)
        {
            var page = await rest.GetCurrentGuildsAsync(after: guilds.LastOrDefault()?.Id ?? 0, PageSize, cancellationToken);
            guilds.AddRange(page);
            if (page.Count < PageSize)
            {
                return guilds;
            }
        }
    }
}
