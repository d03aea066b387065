using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Gova.DiscordGateway.Discord.Rest;
using Microsoft.Extensions.Options;

namespace Gova.DiscordGateway.Discord.Gateway;

/// <summary>This process's shards: which they are, their clients, and what is sent through them.</summary>
internal sealed partial class GatewayClients(
    IServiceProvider services,
    GatewayInfo info,
    GatewayPresence presence,
    IOptions<DiscordOptions> options,
    TimeProvider time,
    ILogger<GatewayClients> logger)
{
    /// <summary>Ids in one request of members.</summary>
    private const int MaxMembers = 100;

    private readonly ConcurrentDictionary<Shard, GatewayClient> _clients = new();

    /// <summary>The configured shards, or as many as Discord advises.</summary>
    /// <exception cref="GatewayRefusedException">Discord will not have this bot.</exception>
    public async Task<IReadOnlyList<Shard>> FindShardsAsync(CancellationToken stopping)
    {
        var shards = options.Value.Shards;
        if (shards.Count > 0)
        {
            return List(shards.First, shards.Last ?? shards.Count - 1, shards.Count);
        }

        foreach (var delay in ReconnectDelays.Sequence(Random.Shared))
        {
            try
            {
                var count = Math.Max(1, (await info.GetAsync(stopping)).Shards);
                return List(0, count - 1, count);
            }
            catch (DiscordApiException e) when (e.Status == HttpStatusCode.Unauthorized)
            {
                throw new GatewayRefusedException(CloseRule.Explain(4004));
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                Log.NotFound(logger, e.Message, delay.TotalSeconds);
                await Task.Delay(delay, time, stopping);
            }
        }

        throw new OperationCanceledException(stopping);
    }

    /// <summary>Runs all shards until cancelled, or until Discord refuses one.</summary>
    /// <exception cref="GatewayRefusedException">Discord will not have this bot.</exception>
    public async Task RunAsync(IReadOnlyList<(GatewaySession Session, EventBuffer Events)> shards, CancellationToken stopping)
    {
        using var together = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var running = shards.Select(shard => Client(shard.Session.Shard, shard.Events).RunAsync(shard.Session, together.Token)).ToList();
        var first = await Task.WhenAny(running);
        await together.CancelAsync();
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    /// <summary>Asks for members of a guild, who come as GUILD_MEMBERS_CHUNK; false when the guild's shard is not connected here.</summary>
    public async Task<bool> RequestMembersAsync(long guildId, IReadOnlyCollection<long> userIds, CancellationToken cancellationToken)
    {
        if (_clients.FirstOrDefault(pair => pair.Key.Id == Shard.IdFor(guildId, pair.Key.Count)).Value is not { } client)
        {
            return false;
        }

        foreach (var ids in userIds.Chunk(MaxMembers))
        {
            var request = new RequestMembersData(Text(guildId), [.. ids.Select(Text)]);
            if (!await client.TrySendAsync(
                new GatewayCommand<RequestMembersData>(Opcode.RequestGuildMembers, request),
                DiscordJson.Default.GatewayCommandRequestMembersData, cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Changes how the bot appears, now and after every identify to come.</summary>
    public Task SetPresenceAsync(PresenceData data, CancellationToken cancellationToken)
    {
        presence.Current = data;
        var command = new GatewayCommand<PresenceData>(Opcode.PresenceUpdate, data);
        return Task.WhenAll(_clients.Values.Select(
            client => client.TrySendAsync(command, DiscordJson.Default.GatewayCommandPresenceData, cancellationToken)));
    }

    private static List<Shard> List(int first, int last, int count) =>
        [.. Enumerable.Range(first, last - first + 1).Select(id => new Shard(id, count))];

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);

    private GatewayClient Client(Shard shard, EventBuffer events) =>
        _clients[shard] = ActivatorUtilities.CreateInstance<GatewayClient>(services, events);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Discord does not say how many shards the bot needs ({Reason}); the next try is in {Seconds:0.0} s")]
        public static partial void NotFound(ILogger logger, string reason, double seconds);
    }
}
