using System.Globalization;
using Gova.Data.Accounts;
using Gova.Data.Moderators;
using Gova.Data.Outbox;
using Gova.Messaging;
using Gova.Messaging.Contracts;
using Gova.Moderation.Policy;
using Gova.Tests.Infrastructure;
using Gova.Tests.Messaging;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;

namespace Gova.Tests.ModerationWorker;

/// <summary>The whole worker on a database and topics of its own, with a model that the test scripts.</summary>
internal sealed class WorkerHarness : IAsyncDisposable
{
    public const long ChannelId = 42;

    private static long sequence = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() % 1_000_000;

    private readonly List<WebApplicationFactory<Gova.ModerationWorker.Program>> _workers = [];

    private WorkerHarness(TestDatabase database, KafkaHarness kafka, ModelStub model)
    {
        Database = database;
        Kafka = kafka;
        Model = model;
    }

    public TestDatabase Database { get; }

    public KafkaHarness Kafka { get; }

    public ModelStub Model { get; }

    public static ModeratorConfiguration Configuration { get; } = new()
    {
        Guidelines = "Be kind to each other.",
        Actions =
        [
            new GrantedAction(ActionType.Delete, RequiresApproval: true),
            new GrantedAction(ActionType.Timeout, DefaultParams: new ActionParams(600)),
        ],
        KeywordRules = [new KeywordRule(["free nitro"], 0.8, ActionType.Timeout, Reason: "Scam")],
    };

    public static async Task<WorkerHarness> CreateAsync(LocalServices services, CancellationToken cancellationToken) => new(
        await TestDatabase.CreateAsync(services, cancellationToken),
        await KafkaHarness.CreateAsync(services, cancellationToken, topics => [topics.Messages, topics.Moderators, topics.Billing]),
        await ModelStub.StartAsync(cancellationToken));

    /// <summary>Starts a worker; the result stops it gracefully.</summary>
    public Func<ValueTask> Start(params (string Key, string? Value)[] settings)
    {
        var worker = new WebApplicationFactory<Gova.ModerationWorker.Program>().WithWebHostBuilder(host =>
        {
            host.UseSetting("ConnectionStrings:govadb", Database.ConnectionString);
            host.UseSetting("ConnectionStrings:kafka", Kafka.Options.BootstrapServers);
            host.UseSetting("Kafka:Compatibility", Kafka.Options.Compatibility);
            host.UseSetting("Kafka:TopicPrefix", Kafka.Options.TopicPrefix);
            host.UseSetting("Llm:Endpoint", Model.Endpoint);
            host.UseSetting("Llm:Model", "stub");
            host.UseSetting("Review:MaxWaitSeconds", "0");
            host.UseSetting("Tiers:Free:MessagesPerDay", "1000000");
            host.UseSetting("Tiers:Free:ModelCostPerDay", "1000000");
            foreach (var (key, value) in settings)
            {
                host.UseSetting(key, value);
            }

            host.ConfigureLogging(logging => logging.ClearProviders());
        });
        _ = worker.Server;
        _workers.Add(worker);
        return worker.DisposeAsync;
    }

    public async Task<Moderator> AddModeratorAsync(long guildId, ModeratorConfiguration? configuration = null, bool isOnline = true)
    {
        var now = TimeProvider.System.GetUtcNow();
        await using var db = Database.CreateContext();
        var user = User.Register($"user{guildId}", $"user{guildId}@example.org", now);
        user.IsVerified = true;
        var moderator = Moderator.Create(
            user.UserId, "Keeper", null, "discord", guildId.ToString(CultureInfo.InvariantCulture), (configuration ?? Configuration).ToJson(), now);
        if (isOnline)
        {
            moderator.Start(now);
        }

        db.AddRange(user, moderator);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return moderator;
    }

    /// <summary>Changes a moderator as the api does: row and outbox row in one transaction.</summary>
    public async Task ChangeAsync<T>(Guid moderatorId, Func<Moderator, T> change)
        where T : notnull
    {
        await using var db = Database.CreateContext();
        var moderator = (await db.Moderators.FindAsync([moderatorId], TestContext.Current.CancellationToken))!;
        var envelope = Envelope.Create(change(moderator), TimeProvider.System.GetUtcNow());
        db.Add(OutboxMessage.For(Kafka.Topics.Moderators, moderatorId.ToString(), envelope));
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    public static MessageCreatedEvent Message(long guildId, string content, long authorId = 7, long? messageId = null) => new(
        "discord", guildId, ChannelId, messageId ?? NewMessageId(), 0, authorId, "Ann", content, [5], "general");

    /// <summary>A snowflake of this moment.</summary>
    public static long NewMessageId() =>
        ((TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 1_420_070_400_000) << 22) | (Interlocked.Increment(ref sequence) & 0x3FFFFF);

    /// <param name="key">The guild's id unless a test wants several guilds in one partition.</param>
    public Task PublishAsync(MessageCreatedEvent message, string? traceparent = null, string? key = null) => Kafka.Publisher.PublishAsync(
        Kafka.Topics.Messages,
        key ?? message.GuildId.ToString(CultureInfo.InvariantCulture),
        Envelope.Create(message, TimeProvider.System.GetUtcNow(), traceparent),
        TestContext.Current.CancellationToken);

    public Task<long> CountAsync(string from) => Database.ScalarAsync<long>($"SELECT count(*) FROM {from}", TestContext.Current.CancellationToken);

    public Task UntilAsync(string from, long count, string because) =>
        Eventually.That(async () => await CountAsync(from) == count, TimeSpan.FromSeconds(60), because);

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
        {
            await worker.DisposeAsync();
        }

        await Model.DisposeAsync();
        await Kafka.DisposeAsync();
        await Database.DisposeAsync();
    }
}
