using System.Collections.Concurrent;
using Gova.DiscordGateway.Listening;
using Gova.Tests.DiscordGateway.Guilds;
using Gova.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gova.Tests.DiscordGateway.Listening;

public sealed class GuildOrderTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly FakeDiscord _discord = new();
    private readonly ConcurrentQueue<string> _published = new();
    private readonly GuildOrder _order;

    public GuildOrderTests() => _order = new GuildOrder(_discord.Model, _discord.Clock, NullLogger<GuildOrder>.Instance);

    [Fact]
    public async Task A_known_channel_is_not_waited_for()
    {
        await _discord.WithConnectionAsync();

        Assert.True(PublishAsync(30).IsCompletedSuccessfully);
        Assert.Equal(["general"], _published);
    }

    [Fact]
    public async Task After_a_restart_messages_wait_for_their_channels_and_keep_their_order()
    {
        _discord.WithGuild();
        var answer = new TaskCompletionSource();
        _discord.Answers("guilds/1/channels", () =>
        {
            answer.Task.Wait(Soon, Stop);
            return (200, FakeDiscord.Channels);
        });

        Task first = Task.CompletedTask;
        var publishing = Task.Run(() => first = PublishAsync(30), Stop);
        await Eventually.That(() => _discord.Asked.Contains("guilds/1/channels"), Soon, "the guild is asked for");
        Assert.Empty(_published);
        var second = PublishAsync(31);
        var deletion = _order.RunAsync(1, null, () => Publish("deletion"), Stop);
        Assert.False(deletion.IsCompleted);
        answer.SetResult();
        await publishing;
        await Task.WhenAll(first, second, deletion).WaitAsync(Soon, Stop);

        Assert.Equal(["general", "a thread", "deletion"], _published);
        // Nothing waits any more.
        Assert.True(PublishAsync(30).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Trouble_that_passes_delays_and_does_not_lose_the_channel()
    {
        _discord.WithGuild();
        var trouble = 6;
        _discord.Answers("guilds/1", () => trouble-- > 0 ? (500, "{}") : (200, FakeDiscord.Guild + "}"));

        var publishing = PublishAsync(31);
        await AdvanceUntilAsync(publishing);

        Assert.Equal(["a thread"], _published);
    }

    [Fact]
    public async Task What_Discord_does_not_give_holds_nothing_up()
    {
        _discord.Answers("guilds/1", """{"message": "Missing Access", "code": 50001}""", 403);

        await AdvanceUntilAsync(PublishAsync(30));

        Assert.Equal(["unknown"], _published);
    }

    [Fact]
    public async Task A_message_that_is_given_up_lets_the_next_one_through()
    {
        _discord.Answers("guilds/1", """{}""", 500);
        using var stopped = new CancellationTokenSource();

        var first = _order.RunAsync(1, 30, () => Publish("first"), stopped.Token);
        var second = _order.RunAsync(1, null, () => Publish("second"), Stop);
        await stopped.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await second.WaitAsync(Soon, Stop);
        Assert.Equal(["second"], _published);
    }

    [Fact]
    public async Task When_too_many_of_a_guild_wait_the_first_go_as_they_are_and_in_order()
    {
        _discord.Answers("guilds/1", """{}""", 500);
        using var stopped = new CancellationTokenSource();
        var (count, beyond) = (GuildOrder.MaxHeld + 50, 50);
        var publishing = Enumerable.Range(0, count)
            .Select(n => _order.RunAsync(1, 30, () => Publish($"{n}"), stopped.Token)).ToList();

        await AdvanceUntilAsync(Task.WhenAll(publishing.Take(beyond)));

        Assert.Equal(Enumerable.Range(0, beyond).Select(n => $"{n}"), _published);
        Assert.DoesNotContain(publishing.Skip(beyond), task => task.IsCompleted);
        await stopped.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(publishing));
    }

    public void Dispose() => _discord.Dispose();

    private Task PublishAsync(long channelId) =>
        _order.RunAsync(1, channelId, () => Publish(_discord.Model.Find(1)?.FindChannel(channelId)?.Name ?? "unknown"), Stop);

    private Task Publish(string text)
    {
        _published.Enqueue(text);
        return Task.CompletedTask;
    }

    private Task AdvanceUntilAsync(Task done) => Eventually.That(
        () =>
        {
            _discord.Clock.Advance(TimeSpan.FromSeconds(1));
            return done.IsCompleted;
        },
        Soon, "the message is published");
}
