using System.Collections.Concurrent;
using System.Threading.Channels;
using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Discord.Gateway;
using Gova.DiscordGateway.Discord.Models;
using Gova.Messaging;

namespace Gova.DiscordGateway.Listening.Gaps;

/// <summary>
/// Where Discord no longer knew a session, fetches what was written meanwhile, channel by channel as the new session tells of
/// them. Edits and deletions of older messages, and what else happened, are not to be had: the gap is counted and logged.
/// </summary>
internal sealed partial class GapFiller(
    ChannelHistory history, GatewayState state, GatewayMetrics metrics, TimeProvider time, ILogger<GapFiller> logger) : IGatewayEventHandler
{
    private const int AtOnce = 4;

    /// <summary>Clocks differ, and messages may come a little out of order.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan LongestGap = TimeSpan.FromDays(1);

    /// <summary>An unavailable guild comes whenever its outage ends, or never.</summary>
    private static readonly TimeSpan LongestWaitForGuilds = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<Shard, Gap> _open = new();
    private readonly Channel<(Gap Gap, long GuildId, long ChannelId)> _channels =
        Channel.CreateUnbounded<(Gap Gap, long GuildId, long ChannelId)>();

    public IReadOnlyList<string> EventTypes => [GatewayEvent.Ready, "GUILD_CREATE"];

    public Task HandleAsync(GatewayEvent received, CancellationToken cancellationToken)
    {
        if (received.Session.GapFrom is not { } from)
        {
            return Task.CompletedTask;
        }

        if (received.Type == GatewayEvent.Ready)
        {
            Begin(received, from);
        }
        else if (_open.TryGetValue(received.Session.Shard, out var gap) && gap.Session == received.Session)
        {
            Add(gap, received.Read(DiscordJson.Default.DiscordGuild));
        }

        return Task.CompletedTask;
    }

    /// <summary>Fetches until cancelled.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => FetchAsync(stopping)).Append(GiveUpLateGuildsAsync(stopping)));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    private static bool HoldsMessages(DiscordChannel channel) => channel.Type is not (4 or 14 or 15 or 16);

    private void Begin(GatewayEvent ready, DateTimeOffset since)
    {
        var oldest = time.GetUtcNow() - LongestGap;
        var guilds = ready.Read(DiscordJson.Default.ReadyData).Guilds ?? [];
        var gap = new Gap(ready.Session, (since > oldest ? since : oldest) - Margin, guilds.Select(guild => guild.Id));
        _open[ready.Session.Shard] = gap;
        Log.Begun(logger, ready.Session.Shard, since, guilds.Count);
        Close(gap);
    }

    private void Add(Gap gap, DiscordGuild guild)
    {
        if (guild.Unavailable == true)
        {
            return;
        }

        var after = Snowflake.At(gap.From);
        var news = (guild.Channels ?? []).Concat(guild.Threads ?? [])
            .Where(channel => HoldsMessages(channel) && channel.LastMessageId > after).ToList();
        if (gap.Arrive(guild.Id, news.Count))
        {
            news.ForEach(channel => _channels.Writer.TryWrite((gap, guild.Id, channel.Id)));
            Close(gap);
        }
    }

    private async Task FetchAsync(CancellationToken stopping)
    {
        await foreach (var (gap, guildId, channelId) in _channels.Reader.ReadAllAsync(stopping))
        {
            // When the session was lost too, the next one's gap holds this one.
            if (_open.GetValueOrDefault(gap.Session.Shard) == gap)
            {
                var (messages, complete) = await history.PublishAsync(guildId, channelId, gap.From, stopping);
                gap.FinishChannel(messages, complete);
                Close(gap);
            }
        }
    }

    private async Task GiveUpLateGuildsAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(LongestWaitForGuilds, time);
        var waitedFor = new HashSet<Gap>();
        while (await timer.WaitForNextTickAsync(stopping))
        {
            // Seen at the tick before: they had at least the whole period.
            foreach (var gap in _open.Values.Where(waitedFor.Contains))
            {
                gap.GiveUpWaiting();
                Close(gap);
            }

            waitedFor = [.. _open.Values];
        }
    }

    private void Close(Gap gap)
    {
        if (!gap.TryFinish())
        {
            return;
        }

        _open.TryRemove(new KeyValuePair<Shard, Gap>(gap.Session.Shard, gap));
        metrics.Unfilled.Add(gap.Unfilled);
        state.CountFilling(gap.Messages, gap.Unfilled);
        Log.Closed(logger, gap.Session.Shard, gap.From, gap.Messages, gap.Unfilled);
        gap.Session.CloseGap();
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Shard {Shard}: what was written since {Since} is fetched from {Guilds} servers")]
        public static partial void Begun(ILogger logger, Shard shard, DateTimeOffset since, int guilds);

        [LoggerMessage(LogLevel.Warning, "Shard {Shard}: the gap since {Since} is closed with {Messages} messages; {Unfilled} channels or servers could not be fetched in full")]
        public static partial void Closed(ILogger logger, Shard shard, DateTimeOffset since, long messages, long unfilled);
    }
}
