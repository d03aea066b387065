using Gova.Data.Accounts;
using Gova.Data.Moderators;
using Gova.Messaging;
using Gova.Moderation.Policy;
using Gova.Tests.Infrastructure;
using Gova.Tests.Messaging;
using Gova.Tests.ModerationWorker;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.EndToEnd;

/// <summary>Two workers share the messages of an account and are killed in turn: what its day has used is what was recorded.</summary>
public sealed class UsageKillTests(LocalServices services)
{
    private const int Messages = 1_200;
    private const int Limit = 500;

    private static readonly long[] Guilds = [21, 22, 23, 24, 25, 26];
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Killing_workers_under_load_leaves_the_accounts_usage_exact()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await AddModeratorsAsync(database);
        await using var simulators = await ServiceProcess.StartAsync("Gova.Simulators", new Dictionary<string, string>
        {
            ["Community__Enabled"] = "false",
            ["Simulators__LlmLatencyMs"] = "50",
        }, Stop);
        await using var kafka = await KafkaHarness.CreateAsync(services, Stop, topics => topics.All);
        var environment = EnvironmentOf(database, simulators, kafka);
        await using var first = await ServiceProcess.StartAsync("Gova.ModerationWorker", environment, Stop);
        await using var second = await ServiceProcess.StartAsync("Gova.ModerationWorker", environment, Stop);

        var publishing = PublishAsync(kafka);
        foreach (var victim in (ServiceProcess[])[first, second, first, second, first])
        {
            // The pause lets the next kill find a worker at work; what is true afterwards does not depend on it.
            await Task.Delay(TimeSpan.FromSeconds(1.5), Stop);
            await victim.KillAsync(Stop);
            victim.Start();
        }

        await publishing;
        await Eventually.That(() => SettledAsync(database), Deadline, () => $"all is recorded and reviewed\n{first.Tail()}\n{second.Tail()}");

        await using var db = database.CreateContext();
        var usage = await db.AccountUsage.AsNoTracking().ToListAsync(Stop);
        Assert.Equal(
            (Limit, Messages - Limit, Messages - Limit),
            (usage.Sum(day => day.Messages), usage.Sum(day => day.Refused), await db.Evaluations.CountAsync(e => e.DecidedBy == "quota", Stop)));
        Assert.Equal(0, await db.Actions.CountAsync(a => db.Evaluations.Any(e => e.EventId == a.EventId && e.DecidedBy == "quota"), Stop));
        var models = await db.ModelUsage.AsNoTracking().ToListAsync(Stop);
        Assert.True(models.Sum(model => model.Cost) > 0);
        Assert.Equal(models.Sum(model => model.InputTokens + model.OutputTokens), usage.Sum(day => day.ModelTokens));
        Assert.Equal(models.Sum(model => model.Cost), usage.Sum(day => day.ModelCost));
    }

    private static Dictionary<string, string> EnvironmentOf(TestDatabase database, ServiceProcess simulators, KafkaHarness kafka) => new()
    {
        ["ConnectionStrings__govadb"] = database.ConnectionString,
        ["ConnectionStrings__kafka"] = kafka.Options.BootstrapServers,
        ["Kafka__Compatibility"] = kafka.Options.Compatibility,
        ["Kafka__TopicPrefix"] = kafka.Options.TopicPrefix,
        ["Llm__Endpoint"] = $"{simulators.Http.BaseAddress}v1",
        ["Llm__ApiKey"] = "simulated",
        ["Llm__Model"] = "simulated",
        ["Llm__TimeoutSeconds"] = "4",
        ["Llm__InputPricePerMillion"] = "1",
        ["Llm__OutputPricePerMillion"] = "4",
        ["Review__LeaseSeconds"] = "5",
        ["Tiers__Free__MessagesPerDay"] = $"{Limit}",
        ["Tiers__Free__ModelCostPerDay"] = "1000",
    };

    private static async Task AddModeratorsAsync(TestDatabase database)
    {
        var now = TimeProvider.System.GetUtcNow();
        var configuration = (WorkerHarness.Configuration with { ReviewMode = ReviewMode.All }).ToJson();
        var user = User.Register("keeper", "keeper@example.org", now);
        await using var db = database.CreateContext();
        db.Add(user);
        foreach (var guild in Guilds)
        {
            var moderator = Moderator.Create(user.UserId, $"Keeper {guild}", null, "discord", $"{guild}", configuration, now);
            moderator.Start(now);
            db.Add(moderator);
        }

        await db.SaveChangesAsync(Stop);
    }

    /// <summary>Over so long a time that every kill comes while messages do.</summary>
    private static async Task PublishAsync(KafkaHarness kafka)
    {
        for (var n = 0; n < Messages; n++)
        {
            var message = WorkerHarness.Message(Guilds[n % Guilds.Length], n % 4 == 0 ? $"free nitro {n}" : $"what about number {n} then", authorId: n % 50 + 1);
            await kafka.Publisher.PublishAsync(
                kafka.Topics.Messages, $"{message.GuildId}", Envelope.Create(message, TimeProvider.System.GetUtcNow()), Stop);
            if (n % 20 == 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), Stop);
            }
        }
    }

    private static async Task<bool> SettledAsync(TestDatabase database) => await database.ScalarAsync<bool>(
        $"SELECT (SELECT count(*) FROM evaluation_events) = {Messages} AND NOT EXISTS (SELECT FROM review_queue)", Stop);
}
