using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Gova.AppHost.Local.Processes;
using Gova.Messaging;
using Gova.Messaging.Contracts;
using Gova.Tests.Infrastructure;
using Gova.Tests.Messaging;
using Gova.Tests.Simulators;
using Record = Gova.Messaging.Record;

namespace Gova.Tests.DiscordGateway;

/// <summary>Postgres, Kafka and a simulated Discord of one test's own, and the gateway as a real process that can be killed.</summary>
internal sealed class GatewayStage : IAsyncDisposable
{
    /// <summary>Members of the demo community from here on have no role above the bot's.</summary>
    private const long OrdinaryMembers = 100000000000000113;

    /// <summary>One of them, for a test that needs many messages.</summary>
    public const string SomeMember = "100000000000000113";

    private readonly ReadMessages _messages = new();
    private readonly List<ChildProcess> _processes = [];
    private readonly DirectoryInfo _telemetry = Directory.CreateTempSubdirectory("gova-gateway-tests-");
    private long _nextMember = OrdinaryMembers;

    private GatewayStage(TestDatabase database, KafkaHarness kafka, SimulatorApp discord)
    {
        (Database, Kafka, Discord) = (database, kafka, discord);
        kafka.Consume("test", _messages);
    }

    public TestDatabase Database { get; }

    public KafkaHarness Kafka { get; }

    public SimulatorApp Discord { get; }

    /// <summary>What the gateway has published, in order of the partitions; a replay may bring some twice.</summary>
    public IReadOnlyList<Envelope<MessageCreatedEvent>> Created => [.. _messages.Created];

    public IReadOnlyList<MessageDeletedEvent> Deleted => [.. _messages.Deleted];

    public string TelemetryFolder => _telemetry.FullName;

    public static async Task<GatewayStage> CreateAsync(LocalServices services)
    {
        var stop = TestContext.Current.CancellationToken;
        return new GatewayStage(
            await TestDatabase.CreateAsync(services, stop), await KafkaHarness.CreateAsync(services, stop, topics => [topics.Messages, topics.Actions]), await SimulatorApp.StartAsync());
    }

    /// <summary>Starts the gateway without waiting; <paramref name="settings"/> override the usual environment.</summary>
    public async Task<ChildProcess> LaunchAsync(params (string Key, string Value)[] settings)
    {
        var environment = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["ConnectionStrings__govadb"] = Database.ConnectionString,
            ["ConnectionStrings__kafka"] = Kafka.Options.BootstrapServers,
            ["Kafka__Compatibility"] = Kafka.Options.Compatibility,
            ["Kafka__TopicPrefix"] = Kafka.Options.TopicPrefix,
            ["Discord__Token"] = SimulatorApp.Token,
            ["Discord__ApiBaseUrl"] = $"{Discord.Address}api/v10",
            ["Actions__SweepInterval"] = "00:00:00.200",
            ["GOVA_TELEMETRY_DIR"] = TelemetryFolder,
        };
        foreach (var (key, value) in settings)
        {
            environment[key] = value;
        }

        var program = Path.Combine(AppContext.BaseDirectory, "Gova.DiscordGateway.dll");
        var process = await ChildProcess.StartAsync(
            new ChildSpec("gateway", "dotnet", program) { Environment = environment, DeathSignal = Signal.Kill }, _ => { });
        _processes.Add(process);
        return process;
    }

    /// <summary>Starts the gateway and waits until Discord has it.</summary>
    public async Task<ChildProcess> StartAsync(params (string Key, string Value)[] settings)
    {
        var process = await LaunchAsync(settings);
        await Eventually.That(
            async () =>
            {
                Assert.False(process.Exited.IsCompleted, string.Join('\n', process.LastLines));
                var sessions = (await Discord.ReadAsync("/simulator/discord"))["sessions"]!.AsArray();
                return sessions.Any(session => (bool)session!["connected"]!);
            },
            TimeSpan.FromSeconds(30), "the gateway connects to Discord");
        return process;
    }

    /// <summary>As the machine would: without a word.</summary>
    public static async Task KillAsync(ChildProcess process)
    {
        Signals.Send(process.Id, Signal.Kill);
        await process.Exited;
    }

    /// <summary>A member who has said nothing yet says something, or the one named; returns the ids of message, channel and author.</summary>
    public async Task<(long Message, long Channel, long Author)> SayAsync(string content, string? userId = null)
    {
        var said = await Discord.SayAsync(content, userId ?? $"{_nextMember++}");
        return (Id(said["id"]!), Id(said["channel_id"]!), Id(said["author_id"]!));
    }

    /// <summary>What was done to a member or its messages, in order.</summary>
    public async Task<IReadOnlyList<JsonNode>> EffectsOnAsync((long Message, long Channel, long Author) about) =>
        [.. (await Discord.EffectsAsync()).Where(effect => Id(effect!["target_id"]!) == about.Author).Select(effect => effect!)];

    public Task UntilPublishedAsync(long messageId) => Eventually.That(
        () => Created.Any(created => created.Data.MessageId == messageId), TimeSpan.FromSeconds(60), "the message is published");

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await KillAsync(process);
        }

        await Discord.DisposeAsync();
        await Kafka.DisposeAsync();
        await Database.DisposeAsync();
        _telemetry.Delete(recursive: true);
    }

    internal static long Id(JsonNode node) => long.Parse(node.ToString(), CultureInfo.InvariantCulture);

    private sealed class ReadMessages : IRecordHandler
    {
        public ConcurrentQueue<Envelope<MessageCreatedEvent>> Created { get; } = new();

        public ConcurrentQueue<MessageDeletedEvent> Deleted { get; } = new();

        public Task HandleAsync(IReadOnlyList<Record> batch, CancellationToken cancellationToken)
        {
            foreach (var record in batch)
            {
                if (Envelope.ReadType(record.Value) == nameof(MessageCreatedEvent))
                {
                    var created = Envelope.Deserialize<MessageCreatedEvent>(record.Value);
                    Assert.Equal(created.Data.GuildId.ToString(CultureInfo.InvariantCulture), record.KeyText);
                    Created.Enqueue(created);
                }
                else
                {
                    Deleted.Enqueue(Envelope.Deserialize<MessageDeletedEvent>(record.Value).Data);
                }
            }

            return Task.CompletedTask;
        }
    }
}
