using System.Collections.Concurrent;
using Gova.Simulators.Community;
using Gova.Simulators.Discord.World;
using Microsoft.Extensions.Options;

namespace Gova.Simulators.Control;

/// <summary>How far a burst has got.</summary>
internal sealed class BurstRun(int id, int count)
{
    public int Id => id;
    public int Count => count;
    public int Posted { get; set; }
    public Snowflake? FirstId { get; set; }
    public Snowflake? LastId { get; set; }
    public bool Done { get; set; }
}

/// <summary>What to post, to which guilds in turn, and how fast; without a rate as fast as it goes.</summary>
internal sealed record BurstPlan(IReadOnlyList<Guild> Guilds, int Count, double? PerSecond, bool Distinct, string? Label);

/// <summary>Posts many messages for load and fault tests.</summary>
internal sealed class BurstRunner(DiscordWorld world, Megaphone megaphone, Crowd crowd, IOptions<CommunityOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);
    private readonly ConcurrentDictionary<int, BurstRun> runs = [];
    private int started;

    public BurstRun? Find(int id) => runs.GetValueOrDefault(id);

    public (BurstRun Run, Task Finished) Start(BurstPlan plan, CancellationToken stopping)
    {
        var run = new BurstRun(Interlocked.Increment(ref started), plan.Count);
        runs[run.Id] = run;
        return (run, Task.Run(() => PostAllAsync(run, plan, stopping), stopping));
    }

    private async Task PostAllAsync(BurstRun run, BurstPlan plan, CancellationToken stopping)
    {
        var generator = new ChatterGenerator(options.Value.Seed + run.Id);
        using var timer = new PeriodicTimer(Tick, time);
        var begun = time.GetTimestamp();
        while (run.Posted < plan.Count)
        {
            var due = plan.PerSecond is { } rate ? Math.Min(plan.Count, (int)(rate * time.GetElapsedTime(begun).TotalSeconds)) : plan.Count;
            while (run.Posted < due)
            {
                stopping.ThrowIfCancellationRequested();
                Post(run, plan, generator);
            }

            if (run.Posted < plan.Count)
            {
                await timer.WaitForNextTickAsync(stopping);
            }
        }

        run.Done = true;
    }

    private void Post(BurstRun run, BurstPlan plan, ChatterGenerator generator)
    {
        var chatter = generator.Next(plan.Label ?? generator.NextLabel());
        if (plan.Distinct)
        {
            chatter = chatter with { Text = $"{chatter.Text} ({run.Id}/{run.Posted + 1})" };
        }

        var guild = plan.Guilds[run.Posted % plan.Guilds.Count];
        lock (world.Gate)
        {
            var message = megaphone.Say(guild, chatter);
            while (message is null)
            {
                crowd.Welcome(guild);
                message = megaphone.Say(guild, chatter);
            }

            run.FirstId ??= message.Id;
            run.LastId = message.Id;
            run.Posted++;
        }
    }
}
