using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Gova.Tests.Api.Features.Live;

/// <summary>An event as a browser sees it.</summary>
internal sealed record LiveEvent(string Type, string Id, JsonElement Data)
{
    public Guid Row => Data.GetProperty(Type switch { "action" => "action_id", "alert" => "alert_id", _ => "event_id" }).GetGuid();
}

/// <summary>An open stream.</summary>
internal sealed class EventReader : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly SseParser<string> _parser;
    private readonly IAsyncEnumerator<SseItem<string>> _events;
    private readonly CancellationToken _cancellationToken;

    private EventReader(HttpResponseMessage response, Stream body, CancellationToken cancellationToken)
    {
        _response = response;
        _cancellationToken = cancellationToken;
        _parser = SseParser.Create(body);
        _events = _parser.EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
    }

    public static Task<EventReader> OpenAsync(HttpClient client, Community community, CancellationToken cancellationToken, string? lastEventId = null) =>
        OpenAsync(client, $"{community.Path}/live", cancellationToken, lastEventId);

    public static async Task<EventReader> OpenAsync(HttpClient client, string path, CancellationToken cancellationToken, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new EventReader(response, await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken);
    }

    /// <summary>Everything of a stream that ends.</summary>
    public static async Task<List<LiveEvent>> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        var parser = SseParser.Create(body);
        var events = new List<LiveEvent>();
        await foreach (var item in parser.EnumerateAsync(cancellationToken))
        {
            events.Add(new LiveEvent(item.EventType, parser.LastEventId, JsonSerializer.Deserialize<JsonElement>(item.Data)));
        }

        return events;
    }

    /// <summary>The next event; null when the stream has ended.</summary>
    public async Task<LiveEvent?> NextAsync()
    {
        var more = await _events.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60), _cancellationToken);
        return more ? new LiveEvent(_events.Current.EventType, _parser.LastEventId, JsonSerializer.Deserialize<JsonElement>(_events.Current.Data)) : null;
    }

    /// <summary>The reason that the last event gives; there must be nothing behind it.</summary>
    public async Task<string?> ReadEndAsync()
    {
        var end = await NextAsync();
        Assert.Equal("end", end?.Type);
        Assert.Null(await NextAsync());
        return end!.Data.GetProperty("reason").GetString();
    }

    public async Task<List<LiveEvent>> TakeAsync(int count)
    {
        var taken = new List<LiveEvent>();
        while (taken.Count < count)
        {
            taken.Add(await NextAsync() ?? throw new InvalidOperationException($"The stream ended after {taken.Count} of {count} events."));
        }

        return taken;
    }

    public ValueTask DisposeAsync()
    {
        _response.Dispose();
        return ValueTask.CompletedTask;
    }
}
