using System.Collections.Concurrent;
using System.Net;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Api.Features.Live;

public sealed class ManyWatchersTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_connections_each_get_each_event_once()
    {
        const int Watchers = 1_000;
        const int Events = 30;
        await using var host = await ApiHost.CreateAsync(services, Stop, settings: [("Live:MaxStreamsPerAccount", $"{Watchers}")]);
        host.UseKestrel(0);
        host.StartServer();
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = Watchers + 1, UseCookies = false };
        using var client = new HttpClient(handler) { BaseAddress = host.ClientOptions.BaseAddress, Timeout = TimeSpan.FromMinutes(2) };
        client.DefaultRequestHeaders.Authorization = ada.DefaultRequestHeaders.Authorization;
        var streams = new ConcurrentBag<EventReader>();
        await Parallel.ForEachAsync(Enumerable.Range(0, Watchers), new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Stop },
            async (_, _) => streams.Add(await EventReader.OpenAsync(client, community, Stop)));
        using (var oneMore = await client.GetAsync($"{community.Path}/live", Stop))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, oneMore.StatusCode);
        }

        var messages = Enumerable.Range(0, Events).Select(_ => community.Message()).ToArray();
        var reading = Task.WhenAll(streams.Select(stream => stream.TakeAsync(Events)));
        foreach (var message in messages)
        {
            await community.RecordAsync(Stop, message);
        }

        var expected = messages.Select(m => m.EventId).Order().ToList();
        Assert.All(await reading, events => Assert.Equal(expected, events.Select(e => e.Row).Order()));
        await Task.WhenAll(streams.Select(stream => stream.DisposeAsync().AsTask()));
    }
}
