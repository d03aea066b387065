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

        var writing = stream.WriteAsync(new DefaultHttpContext(), body.Writer.AsStream(), community.ModeratorId, 1, clock.GetUtcNow().AddSeconds(20));

        Assert.Equal("retry: 1000\n: watching\n\n", await ReadAsync(body));
        await community.RecordAsync(Stop, community.Message());
        Assert.Contains("event: evaluation\n", await ReadAsync(body), StringComparison.Ordinal);
        // The heartbeat's timer is made once what was missed has been written.
        await Eventually.That(() => clock.Timers == 2, TimeSpan.FromSeconds(10), "the stream beats");
        clock.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(": still here\n\n", await ReadAsync(body));
        clock.Advance(TimeSpan.FromSeconds(5));
        await writing.WaitAsync(TimeSpan.FromSeconds(10), Stop);
    }

    [Fact]
    public async Task A_watcher_that_does_not_read_is_cut_off()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        var (tail, reader) = (host.Services.GetRequiredService<FeedTail>(), host.Services.GetRequiredService<FeedReader>());
        var stream = new LiveStream(tail, reader, TimeProvider.System, host.Services.GetRequiredService<IHostApplicationLifetime>());
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var http = new DefaultHttpContext();
        var aborted = new AbortFeature();
        http.Features.Set<IHttpRequestLifetimeFeature>(aborted);
        // Nobody reads, and the pipe takes 64 KiB.
        var writing = stream.WriteAsync(http, new Pipe().Writer.AsStream(), community.ModeratorId, 1, TimeProvider.System.GetUtcNow().AddMinutes(15));

        await Eventually.That(
            async () =>
            {
                await community.RecordAsync(Stop, [.. Enumerable.Range(0, 500).Select(_ => community.Message())]);
                return writing.IsCompleted;
            },
            TimeSpan.FromSeconds(30), "the watcher is cut off");

        await writing;
        Assert.True(aborted.IsAborted);
    }

    private static async Task<string> ReadAsync(Pipe pipe)
    {
        var read = await pipe.Reader.ReadAsync(Stop).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Stop);
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
