using Gova.Simulators.Discord.Gateway;
using Gova.Simulators.Discord.World;
using Microsoft.Extensions.Options;

namespace Gova.Simulators.Community;

/// <summary>Keeps the demo server talking, from the moment a client has been sent it.</summary>
internal sealed partial class CommunityService(
    DiscordWorld world,
    SessionRegistry sessions,
    Megaphone megaphone,
    Crowd crowd,
    Returners returners,
    CommunityClock clock,
    IOptions<CommunityOptions> options,
    TimeProvider time,
    ILogger<CommunityService> logger) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(1);
    private readonly ChatterGenerator generator = new(options.Value.Seed);
    private readonly Random rhythm = new(options.Value.Seed);
    private DateTimeOffset lastNewcomer = DateTimeOffset.MinValue;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Enabled)
        {
            return;
        }

        await sessions.GuildDelivered.WaitAsync(stoppingToken);
        Log.Started(logger, clock.MessagesPerSecond);
        using var timer = new PeriodicTimer(Tick, time);
        var (last, due) = (time.GetUtcNow(), 0.0);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var now = time.GetUtcNow();
            var passed = now - last < LongestGap ? now - last : LongestGap;
            (last, due) = (now, due + clock.MessagesPerSecond * passed.TotalSeconds);
            for (; due > 0; due -= 0.4 + 1.2 * rhythm.NextDouble())
            {
                Speak();
            }

            returners.BringBack(now);
        }
    }

    private void Speak()
    {
        lock (world.Gate)
        {
            var (guild, chatter) = (world.Guild(DemoIds.Guild), generator.Next());
            if (megaphone.Say(guild, chatter) is not null)
            {
                return;
            }

            var now = time.GetUtcNow();
            if (now - lastNewcomer >= TimeSpan.FromSeconds(options.Value.NewcomerEverySeconds))
            {
                lastNewcomer = now;
                crowd.Welcome(guild);
                megaphone.Say(guild, chatter);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The demo community starts talking at {Rate} messages/s.")]
        public static partial void Started(ILogger logger, double rate);
    }
}
