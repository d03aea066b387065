using System.IO.Pipelines;
using System.Text;
using Gova.Api.Features.Live;
using Gova.Tests.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gova.Tests.Api.Features.Live;

public sealed class LiveStreamTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_quiet_stream_beats_and_ends_with_its_token()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        var clock = new FakeClock();
        var (tail, reader) = (host.Services.GetRequiredService<FeedTail>(), host.Services.GetRequiredService<FeedReader>());
        var stream = new LiveStream(tail, reader, clock, host.Services.GetRequiredService<IHostApplicationLifetime>());
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var body = new Pipe();

        using var watcher = new Watcher(new WatcherIdentity(Guid.NewGuid()), community.ModeratorId, [community.ModeratorId], FeedFilter.Everything, clock);

        var writing = stream.WriteAsync(new DefaultHttpContext(), body.Writer, watcher, FeedPosition.Before(1), clock.GetUtcNow().AddSeconds(20));

        Assert.Equal("retry: 1000\n: watching\n\n", await ReadAsync(body));
        await community.RecordAsync(Stop, community.Message());
        Assert.Contains("event: evaluation\n", await ReadAsync(body), StringComparison.Ordinal);
        // The heartbeat's timer is made once what was missed has been written.
        await Eventually.That(() => clock.Timers == 2, TimeSpan.FromSeconds(30), "the stream beats");
        clock.Advance(TimeSpan.FromSeconds(15));
        // Where the stream stands goes with it, so that a quiet one resumes from there.
        Assert.Matches("^: still here\nid: [0-9]+(-e-[0-9a-f]{32})?\n\n$", await ReadAsync(body));
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("event: end\ndata: {\"reason\":\"token_expired\"}\n\n", await ReadAsync(body));
        await writing.WaitAsync(TimeSpan.FromSeconds(30), Stop);
    }

    [Fact]
    public async Task A_watcher_that_reads_too_slowly_is_told_so_and_resumes_without_loss_or_doubles()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        var stream = host.Services.GetRequiredService<LiveStream>();
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var body = new Pipe();
        using var watcher = Watch(community);
        var writing = WriteAsync(stream, new DefaultHttpContext(), body, watcher);
        var recorded = new List<Guid>();

        await Eventually.That(() => watcher.Start.IsCompleted, TimeSpan.FromSeconds(30), "the stream follows");
        // Nobody reads, and the pipe takes 64 KiB.
        await Eventually.That(
            async () =>
            {
                var messages = Enumerable.Range(0, 500).Select(_ => community.Message()).ToArray();
                await community.RecordAsync(Stop, messages);
                recorded.AddRange(messages.Select(m => m.EventId));
                return watcher.End == StreamEnd.TooSlow;
            },
            TimeSpan.FromSeconds(60), "the watcher was too slow");

        var received = await EventReader.ReadAsync(body.Reader.AsStream(), Stop);
        await writing.WaitAsync(TimeSpan.FromSeconds(30), Stop);
        Assert.Equal("end too_slow", $"{received[^1].Type} {received[^1].Data.GetProperty("reason")}");
        var first = received[..^1].Select(e => e.Row).ToList();
        Assert.InRange(first.Count, 1, recorded.Count - 1);
        await using var resumed = await EventReader.OpenAsync(ada, community, Stop, received[^1].Id);
        var rest = await resumed.TakeAsync(recorded.Count - first.Count);
        Assert.Equal(recorded.Order(), first.Concat(rest.Select(e => e.Row)).Order());
    }

    [Fact]
    public async Task What_another_api_has_handed_out_already_is_not_shown_again()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        var stream = host.Services.GetRequiredService<LiveStream>();
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var body = new Pipe();
        using var watcher = Watch(community);
        var had = new FeedPosition(10, FeedEventType.Action, Guid.NewGuid());
        var writing = stream.WriteAsync(
            new DefaultHttpContext(), body.Writer, watcher, had, TimeProvider.System.GetUtcNow().AddMinutes(15));
        Assert.Equal("retry: 1000\n: watching\n\n", await ReadAsync(body));
        await Eventually.That(() => watcher.Start.IsCompleted, TimeSpan.FromSeconds(30), "the stream follows");

        // This api is behind the one where the stream was.
        watcher.Offer([Item(FeedPosition.Before(9), "before"), Item(had, "the last one"), Item(FeedPosition.Before(11), "new")]);

        Assert.Equal("new", await ReadAsync(body));
        watcher.EndBecause(StreamEnd.ShuttingDown);
        await writing.WaitAsync(TimeSpan.FromSeconds(30), Stop);

        FeedItem Item(FeedPosition position, string frame) => new(position, community.ModeratorId, null, Encoding.UTF8.GetBytes(frame));
    }

    [Fact]
    public async Task A_watcher_that_does_not_even_read_the_last_event_is_cut_off()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        var clock = new FakeClock();
        var stream = host.Services.GetRequiredService<LiveStream>();
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        await community.RecordAsync(Stop, [.. Enumerable.Range(0, 500).Select(_ => community.Message())]);
        var http = new DefaultHttpContext();
        var aborted = new AbortFeature();
        http.Features.Set<IHttpRequestLifetimeFeature>(aborted);
        using var watcher = new Watcher(new WatcherIdentity(Guid.NewGuid()), community.ModeratorId, [community.ModeratorId], FeedFilter.Everything, clock);
        var writing = WriteAsync(stream, http, new Pipe(), watcher);

        watcher.EndBecause(StreamEnd.AccessEnded);
        clock.Advance(Watcher.EndGrace);

        await writing.WaitAsync(TimeSpan.FromSeconds(30), Stop);
        Assert.True(aborted.IsAborted);
    }

    private static Watcher Watch(Community community) =>
        new(new WatcherIdentity(Guid.NewGuid()), community.ModeratorId, [community.ModeratorId], FeedFilter.Everything, TimeProvider.System);

    private static async Task WriteAsync(LiveStream stream, HttpContext http, Pipe body, Watcher watcher)
    {
        await stream.WriteAsync(http, body.Writer, watcher, FeedPosition.Before(1), TimeProvider.System.GetUtcNow().AddMinutes(15));
        await body.Writer.CompleteAsync();
    }

    private static async Task<string> ReadAsync(Pipe pipe)
    {
        var read = await pipe.Reader.ReadAsync(Stop).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Stop);
        var text = Encoding.UTF8.GetString(read.Buffer);
        pipe.Reader.AdvanceTo(read.Buffer.End);
        return text;
    }

    private sealed class AbortFeature : IHttpRequestLifetimeFeature
    {
        public bool IsAborted { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => IsAborted = true;
    }
}
