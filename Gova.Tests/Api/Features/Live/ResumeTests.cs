using Gova.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gova.Tests.Api.Features.Live;

/// <summary>A stream that goes on elsewhere: at another api, or at the same after it was started anew.</summary>
public sealed class ResumeTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stream_that_hops_between_apis_under_load_misses_nothing_and_shows_nothing_twice()
    {
        const int Messages = 600;
        const int Hops = 12;
        await using var host = await ApiHost.CreateAsync(services, Stop);
        await using var other = host.Another();
        using var ada = await host.SignUpAsync("ada", Stop);
        using var elsewhere = other.CreateClient();
        elsewhere.DefaultRequestHeaders.Authorization = ada.DefaultRequestHeaders.Authorization;
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        // Both apis follow all the time, each at its own pace: what one has handed out the other may only be about to.
        await using var busy = await EventReader.OpenAsync(ada, community, Stop);
        await using var alsoBusy = await EventReader.OpenAsync(elsewhere, community, Stop);
        var start = await EventReader.OpenAsync(ada, community, Stop);
        var messages = Enumerable.Range(0, Messages).Select(_ => community.Message()).ToArray();
        // In transactions of one to five, several at once.
        var recording = Task.WhenAll(Enumerable.Range(0, 3).Select(async writer =>
        {
            foreach (var chunk in messages.Where((_, i) => i % 3 == writer).Chunk(writer + 2))
            {
                await community.RecordAsync(Stop, chunk);
            }
        }));

        var received = new List<LiveEvent>();
        for (var hop = 1; hop <= Hops; hop++)
        {
            var (api, upTo) = (hop % 2 == 0 ? ada : elsewhere, Messages * hop / Hops);
            received.AddRange(await start.TakeAsync(upTo - received.Count));
            await start.DisposeAsync();
            start = await EventReader.OpenAsync(api, community, Stop, received[^1].Id);
        }

        await recording;
        var last = community.Message();
        await community.RecordAsync(Stop, last);
        received.AddRange(await start.TakeAsync(1));
        await start.DisposeAsync();

        Assert.Equal(messages.Select(m => m.EventId).Append(last.EventId).Order(), received.Select(e => e.Row).Order());
    }

    [Fact]
    public async Task A_stream_ends_with_its_api_and_goes_on_at_the_next()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var (before, between, after) = (community.Message(), community.Message(), community.Message());
        string lastEventId;
        await using (var first = host.Another())
        {
            using var client = first.CreateClient();
            client.DefaultRequestHeaders.Authorization = ada.DefaultRequestHeaders.Authorization;
            await using var stream = await EventReader.OpenAsync(client, community, Stop);
            await community.RecordAsync(Stop, before);
            lastEventId = (await stream.TakeAsync(1))[0].Id;

            first.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
            Assert.Equal("shutting_down", await stream.ReadEndAsync());
        }

        await community.RecordAsync(Stop, between);
        await using var next = host.Another();
        using var again = next.CreateClient();
        again.DefaultRequestHeaders.Authorization = ada.DefaultRequestHeaders.Authorization;
        await using var resumed = await EventReader.OpenAsync(again, community, Stop, lastEventId);
        await community.RecordAsync(Stop, after);

        Assert.Equal([between.EventId, after.EventId], (await resumed.TakeAsync(2)).Select(e => e.Row));
    }
}
