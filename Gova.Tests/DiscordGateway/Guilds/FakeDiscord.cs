using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using System.Text.Json;
using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Discord.Gateway;
using Gova.DiscordGateway.Discord.Rest;
using Gova.DiscordGateway.Discord.Rest.RateLimits;
using Gova.DiscordGateway.Guilds;
using Gova.DiscordGateway.Listening;
using Gova.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Gova.Tests.DiscordGateway.Guilds;

/// <summary>Discord's REST API as far as a test describes it, and the guild model in front of it.</summary>
internal sealed class FakeDiscord : HttpMessageHandler
{
    public const long BotId = 99;

    /// <summary>Guild 1 with an owner (10), the bot's role (20, above 21), a channel 30 and a thread 31 in it.</summary>
    public const string Guild =
        """
        {"id": "1", "name": "Home", "owner_id": "10", "roles": [
            {"id": "1", "position": 0, "permissions": "68608"}, {"id": "20", "position": 5, "permissions": "1099511636070", "name": "Bot"},
            {"id": "21", "position": 2, "permissions": "8192", "name": "Helper"}, {"id": "22", "position": 7, "permissions": "8", "name": "Admin"}]
        """;

    public const string Channels = """[{"id": "30", "guild_id": "1", "type": 0, "name": "general", "parent_id": "29"}]""";
    public const string Threads = """[{"id": "31", "guild_id": "1", "type": 11, "name": "a thread", "parent_id": "30"}]""";
    public const string Bot = """{"user": {"id": "99", "username": "gova", "bot": true}, "roles": ["20"]}""";

    private readonly ConcurrentDictionary<string, Func<(int Status, string Body)>> _answers = new();
    private readonly GatewaySession _session = new();
    private readonly List<IGatewayEventHandler> _handlers;
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private long _sequence;

    /// <param name="shards">Those of this process; by default all.</param>
    public FakeDiscord(int maxMembers = GuildModel.MaxMembers, DiscordOptions.ShardOptions? shards = null)
    {
        Rest = new DiscordRestClient(
            new HttpClient(this) { BaseAddress = new Uri("http://localhost/") }, new RateLimiter(Clock), Clock, NullLogger<DiscordRestClient>.Instance);
        Self = new BotIdentity(Rest);
        var metrics = new GuildMetrics(_services.GetRequiredService<IMeterFactory>());
        Model = new GuildModel(new GuildLoader(Rest, Self, metrics, Clock), Self, metrics, Options.Create(new DiscordOptions { Shards = shards ?? new() }), Clock, maxMembers);
        ListeningMetrics = new ListeningMetrics(_services.GetRequiredService<IMeterFactory>());
        _handlers = [new GuildEventHandler(Model, Self), new MemberEventHandler(Model)];
        Answers("users/@me", $$"""{"id": "{{BotId}}", "username": "gova"}""");
    }

    public FakeClock Clock { get; } = new();

    public DiscordRestClient Rest { get; }

    public BotIdentity Self { get; }

    public GuildModel Model { get; }

    public ListeningMetrics ListeningMetrics { get; }

    public ConcurrentQueue<string> Asked { get; } = new();

    public void Answers(string path, string body, int status = 200) => _answers[path] = () => (status, body);

    public void Answers(string path, Func<(int Status, string Body)> answer) => _answers[path] = answer;

    /// <summary>The sample guild over REST.</summary>
    public FakeDiscord WithGuild()
    {
        Answers("guilds/1", Guild + "}");
        Answers("guilds/1/channels", Channels);
        Answers("guilds/1/threads/active", $$"""{"threads": {{Threads}}}""");
        Answers($"guilds/1/members/{BotId}", Bot);
        return this;
    }

    /// <summary>A READY and the sample guild over the gateway.</summary>
    public async Task<FakeDiscord> WithConnectionAsync()
    {
        await TellAsync("READY", """{"user": {"id": "99"}, "guilds": [{"id": "1", "unavailable": true}], "session_id": "s"}""");
        await TellAsync("GUILD_CREATE", $$"""{{Guild}}, "channels": {{Channels}}, "threads": {{Threads}}, "members": [{{Bot}}]}""");
        return this;
    }

    public async Task TellAsync(string type, string json)
    {
        foreach (var handler in _handlers.Where(handler => handler.EventTypes.Contains(type)))
        {
            await handler.HandleAsync(
                new GatewayEvent(_session, ++_sequence, type, JsonElement.Parse(json)), TestContext.Current.CancellationToken);
        }
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.PathAndQuery.TrimStart('/');
        Asked.Enqueue(path);
        var (status, body) = _answers.TryGetValue(path, out var answer)
            ? answer()
            : throw new InvalidOperationException($"The test does not know {path}.");
        return Task.FromResult(new HttpResponseMessage((HttpStatusCode)status)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        });
    }

    protected override void Dispose(bool disposing)
    {
        _services.Dispose();
        base.Dispose(disposing);
    }
}
