using System.Net.Http.Json;
using Gova.Data.Accounts;
using Gova.Data.Actions;
using Gova.Data.Moderators;
using Gova.Moderation.Policy;
using Gova.Tests.Infrastructure;
using Gova.Tests.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.EndToEnd;

/// <summary>
/// The promise of the whole: at-least-once transport, idempotent handling and claimed execution together evaluate every
/// message once and execute every action once, whatever dies. The worker, the gateway and the relays (one in each of the
/// worker, the gateway and the api) are killed in turn while messages flow.
/// </summary>
public sealed class KillTests(LocalServices services, ITestOutputHelper output)
{
    private const long Guild = 100000000000000001;
    private const int Messages = 1_500;
    private const int PerSecond = 100;

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Killing_worker_gateway_and_relay_under_load_evaluates_every_message_once_and_executes_every_action_once()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await AddModeratorAsync(database);
        await using var simulators = await ServiceProcess.StartAsync("Gova.Simulators", new Dictionary<string, string>
        {
            ["Community__Enabled"] = "false",
            ["Simulators__LlmLatencyMs"] = "20",
            ["Simulators__LlmJitterMs"] = "10",
        }, Stop);
        await using var kafka = await KafkaHarness.CreateAsync(services, Stop, topics => topics.All);
        var environment = EnvironmentOf(database, simulators, kafka);
        await using var api = await ServiceProcess.StartAsync("Gova.Api", environment, Stop);
        await using var worker = await ServiceProcess.StartAsync("Gova.ModerationWorker", environment, Stop);
        await using var gateway = await ServiceProcess.StartAsync("Gova.DiscordGateway", environment, Stop);
        await ListeningAsync(simulators, database);

        using var burst = await simulators.Http.PostAsJsonAsync(
            "/simulator/messages/burst", new { count = Messages, per_second = PerSecond, wait = false }, Stop);
        burst.EnsureSuccessStatusCode();
        foreach (var victim in (ServiceProcess[])[worker, gateway, api, gateway, worker, gateway, worker, api])
        {
            // The pause lets the next kill find the service at work again; what is true afterwards does not depend on it.
            await Task.Delay(TimeSpan.FromSeconds(1.5), Stop);
            await victim.KillAsync(Stop);
            victim.Start();
        }

        var posted = await PostedAsync(simulators);
        await Eventually.That(() => SettledAsync(database, posted.Count), Deadline, () =>
            $"all is evaluated and acted on; now: {State(database)}\n{worker.Tail()}\n{gateway.Tail()}");

        await AssertEvaluatedOnceAsync(database, posted);
        await AssertExecutedOnceAsync(database, simulators);
    }

    private static Dictionary<string, string> EnvironmentOf(TestDatabase database, ServiceProcess simulators, KafkaHarness kafka) => new()
    {
        ["ConnectionStrings__govadb"] = database.ConnectionString,
        ["ConnectionStrings__kafka"] = kafka.Options.BootstrapServers,
        ["Kafka__Compatibility"] = kafka.Options.Compatibility,
        ["Kafka__TopicPrefix"] = kafka.Options.TopicPrefix,
        ["Discord__Token"] = "simulated-bot-token",
        ["Discord__ApiBaseUrl"] = $"{simulators.Http.BaseAddress}api/v10",
        ["Actions__Lease"] = "00:00:03",
        ["Actions__MaxPerMinute"] = "100000",
        ["Actions__PerMinute"] = "100000",
        ["Actions__MaxPerHour"] = "100000",
        ["Actions__PerHour"] = "100000",
        ["Actions__SweepInterval"] = "00:00:01",
        ["Llm__Endpoint"] = $"{simulators.Http.BaseAddress}v1",
        ["Llm__ApiKey"] = "simulated",
        ["Llm__Model"] = "simulated",
        ["Llm__TimeoutSeconds"] = "4",
        ["Review__LeaseSeconds"] = "5",
        ["Jwt__SigningKey"] = new string('k', 32),
        ["Encryption__CurrentKey"] = "k",
        ["Encryption__Keys__k"] = new string('k', 32),
    };

    private static async Task AddModeratorAsync(TestDatabase database)
    {
        var now = TimeProvider.System.GetUtcNow();
        var configuration = new ModeratorConfiguration
        {
            Guidelines = "Be kind. No spam.",
            Actions = [new GrantedAction(ActionType.Delete), new GrantedAction(ActionType.Reply), new GrantedAction(ActionType.Timeout)],
        };
        var user = User.Register("keeper", "keeper@example.org", now);
        var moderator = Moderator.Create(user.UserId, "Keeper", null, "discord", $"{Guild}", configuration.ToJson(), now);
        moderator.Start(now);
        await using var db = database.CreateContext();
        db.AddRange(user, moderator);
        await db.SaveChangesAsync(Stop);
    }

    /// <summary>The session is saved, so that what is posted from now on can be replayed to a restarted gateway.</summary>
    private static Task ListeningAsync(ServiceProcess simulators, TestDatabase database) => Eventually.That(
        async () => await database.ScalarAsync<long>("SELECT count(*) FROM discord_sessions WHERE session_id <> ''", Stop) == 1,
        Deadline,
        () => $"the gateway has a session\n{simulators.Tail()}");

    private static async Task<HashSet<long>> PostedAsync(ServiceProcess simulators)
    {
        var ids = new HashSet<long>();
        await Eventually.That(
            async () =>
            {
                var page = await simulators.GetAsync<MessagePage>($"/simulator/messages?limit=10000&guild_id={Guild}", Stop);
                ids = [.. page!.Messages.Where(m => m.Label is not null).Select(m => long.Parse(m.Id, System.Globalization.CultureInfo.InvariantCulture))];
                return ids.Count >= Messages;
            },
            Deadline,
            () => $"the burst is posted; {ids.Count} so far");
        return ids;
    }

    private static async Task<bool> SettledAsync(TestDatabase database, int messages) => await database.ScalarAsync<bool>(
        $"""
        SELECT (SELECT count(*) FROM evaluation_events) >= {messages}
            AND NOT EXISTS (SELECT FROM review_queue) AND NOT EXISTS (SELECT FROM outbox_messages)
            AND NOT EXISTS (SELECT FROM action_events WHERE status IN ('approved', 'executing'))
        """, Stop);

    private static string? State(TestDatabase database) => database.ScalarAsync<string>(
        """
        SELECT concat_ws(', ', 'evaluations ' || (SELECT count(*) FROM evaluation_events), 'reviews ' || (SELECT count(*) FROM review_queue),
            'outbox ' || (SELECT count(*) FROM outbox_messages),
            (SELECT string_agg(status || ' ' || n, ', ') FROM (SELECT status, count(*) AS n FROM action_events GROUP BY status) s))
        """, Stop).GetAwaiter().GetResult();

    private static async Task AssertEvaluatedOnceAsync(TestDatabase database, HashSet<long> posted)
    {
        await using var db = database.CreateContext();
        var evaluated = await db.Evaluations.Select(e => e.MessageId).ToListAsync(Stop);

        Assert.Equal(evaluated.Distinct().Count(), evaluated.Count);
        Assert.Empty(posted.Except(evaluated));
    }

    private async Task AssertExecutedOnceAsync(TestDatabase database, ServiceProcess simulators)
    {
        await using var db = database.CreateContext();
        var actions = await db.Actions.AsNoTracking().Where(a => a.Status != ActionStatus.Refused).ToListAsync(Stop);
        var effects = (await simulators.GetAsync<EffectPage>("/simulator/effects?limit=100000", Stop))!.Effects;
        output.WriteLine(string.Join(", ", actions.GroupBy(a => (a.ActionType, a.Status)).Select(g => $"{g.Key}: {g.Count()}")));

        // Something was done, all of it is accounted for, and nothing is in doubt.
        Assert.True(actions.Count(a => a.Status == ActionStatus.Completed) > 50);
        Assert.All(actions, action => Assert.Equal((ActionStatus.Completed, null), (action.Status, action.ErrorMsg)));
        Assert.Equal(
            actions.Where(a => a.ActionType == "delete").Select(a => $"{a.MessageId}").Order(StringComparer.Ordinal),
            effects.Where(e => e.Kind == "delete").Select(e => e.MessageId).Order(StringComparer.Ordinal));
        // Of the three, the timeout is the one that the platform does again each time it is told.
        Assert.Equal(
            actions.Where(a => a.ActionType == "timeout").Select(a => a.PlatformUserId).Order(StringComparer.Ordinal),
            effects.Where(e => e.Kind == "timeout").Select(e => e.TargetId).Order(StringComparer.Ordinal));
        var replies = effects.Where(e => e.Kind == "reply").ToList();
        Assert.Equal(actions.Count(a => a.ActionType == "reply"), replies.Count);
        Assert.Equal(replies.Count, replies.DistinctBy(e => e.Nonce).Count());
    }

    private sealed record MessagePage(IReadOnlyList<PostedMessage> Messages);

    private sealed record PostedMessage(string Id, string? Label);

    private sealed record EffectPage(IReadOnlyList<Effect> Effects);

    private sealed record Effect(string Kind, string? MessageId, string? TargetId, string? Nonce);
}
