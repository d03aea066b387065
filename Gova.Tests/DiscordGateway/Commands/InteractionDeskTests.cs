using System.Collections.Concurrent;
using Gova.DiscordGateway.Commands;
using Gova.DiscordGateway.Discord.Models;
using Gova.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gova.Tests.DiscordGateway.Commands;

public sealed class InteractionDeskTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly FakeClock _clock = new();
    private readonly ConcurrentQueue<long> _answered = new();
    private readonly TaskCompletionSource _slow = new();

    [Fact]
    public async Task An_interaction_that_arrives_again_is_answered_once()
    {
        using var desk = Desk((interaction, _) => Answered(interaction));

        desk.Take(Interaction(1));
        desk.Take(Interaction(1));
        desk.Take(Interaction(2));

        await desk.StopAsync(Stop);
        Assert.Equal([1, 2], _answered.Order());
    }

    [Fact]
    public async Task A_slow_one_holds_up_nobody_and_there_is_a_limit()
    {
        using var desk = Desk((interaction, _) => interaction.Id <= InteractionDesk.MaxUnderWay - 1 ? _slow.Task : Answered(interaction));
        for (var id = 1; id < InteractionDesk.MaxUnderWay; id++)
        {
            desk.Take(Interaction(id));
        }

        desk.Take(Interaction(1_000));
        await Eventually.That(() => _answered.Contains(1_000), Patience, "the quick one is answered");

        _slow.SetResult();
        await desk.StopAsync(Stop);
    }

    [Fact]
    public async Task Beyond_the_limit_one_is_left_out_and_later_ones_are_taken()
    {
        using var desk = Desk((interaction, _) => interaction.Id < 1_000 ? _slow.Task : Answered(interaction));
        for (var id = 1; id <= InteractionDesk.MaxUnderWay; id++)
        {
            desk.Take(Interaction(id));
        }

        desk.Take(Interaction(1_001));
        _slow.SetResult();
        var next = 1_002;
        await Eventually.That(
            () =>
            {
                desk.Take(Interaction(next++));
                return !_answered.IsEmpty;
            },
            Patience, "there is room again");
        await desk.StopAsync(Stop);
        Assert.DoesNotContain(1_001, _answered);
    }

    [Fact]
    public async Task Each_has_bounded_time()
    {
        var cancelled = new TaskCompletionSource();
        using var desk = Desk((_, token) =>
        {
            token.Register(cancelled.SetResult);
            return cancelled.Task;
        });
        desk.Take(Interaction(1));
        await Eventually.That(() => _clock.Timers > 0, Patience, "it is under way");

        _clock.Advance(InteractionDesk.TimeLimit);

        await cancelled.Task.WaitAsync(Patience, Stop);
        await desk.StopAsync(Stop);
    }

    [Fact]
    public async Task A_stop_waits_for_those_under_way_and_then_cancels_them()
    {
        using var desk = Desk((_, token) => Task.Delay(Timeout.Infinite, token));
        desk.Take(Interaction(1));
        await Eventually.That(() => _clock.Timers > 0, Patience, "it is under way");

        var stopping = desk.StopAsync(Stop);
        Assert.False(stopping.IsCompleted);
        _clock.Advance(InteractionDesk.DrainTimeout);

        await stopping.WaitAsync(Patience, Stop);
    }

    [Fact]
    public async Task A_failure_harms_nobody_else()
    {
        using var desk = Desk((interaction, _) => interaction.Id == 1 ? throw new InvalidOperationException("broken") : Answered(interaction));

        desk.Take(Interaction(1));
        desk.Take(Interaction(2));

        await desk.StopAsync(Stop);
        Assert.Equal([2], _answered);
    }

    private InteractionDesk Desk(Func<Interaction, CancellationToken, Task> answer) => new(answer, _clock, NullLogger<InteractionDesk>.Instance);

    private Task Answered(Interaction interaction)
    {
        _answered.Enqueue(interaction.Id);
        return Task.CompletedTask;
    }

    private static Interaction Interaction(long id) => new(id, 2, InteractionType.Command, "token");
}
