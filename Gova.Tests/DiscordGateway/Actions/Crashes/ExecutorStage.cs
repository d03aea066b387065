using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Gova.Data;
using Gova.Data.Actions;
using Gova.Data.Moderators;
using Gova.DiscordGateway.Actions;
using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Discord.Rest;
using Gova.DiscordGateway.Guilds;
using Gova.Messaging;
using Gova.Tests.Data;
using Gova.Tests.Infrastructure;
using Gova.Tests.Simulators;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Gova.Tests.DiscordGateway.Actions.Crashes;

/// <summary>A server with its moderator, and executors in this process that die where they are told to.</summary>
internal sealed class ExecutorStage : IAsyncDisposable
{
    public const string LogChannel = "100000000000000107";

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private ExecutorStage(TestDatabase database, SimulatorApp discord, Moderator moderator) =>
        (Database, Discord, Moderator) = (database, discord, moderator);

    public TestDatabase Database { get; }

    public SimulatorApp Discord { get; }

    public Moderator Moderator { get; }

    public static async Task<ExecutorStage> CreateAsync(LocalServices services)
    {
        var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = await Samples.AddModeratorAsync(database, Samples.GuildId);
        await database.ScalarAsync<int>($$"""UPDATE moderators SET conf = conf || '{"log_channel": "{{LogChannel}}"}'""", Stop);
        return new ExecutorStage(database, await SimulatorApp.StartAsync(), moderator);
    }

    /// <summary>The parts of a gateway that execute, wired as in the gateway itself, without Kafka, sweeper and session.</summary>
    public ServiceProvider StartExecutor(CrashPlan plan)
    {
        var services = new ServiceCollection().AddLogging().AddMetrics();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Discord:Token"] = SimulatorApp.Token,
            ["Discord:ApiBaseUrl"] = $"{Discord.Address}api/v10",
            ["Actions:PerMinute"] = "100000",
            ["Actions:PerHour"] = "100000",
            ["Actions:MaxPerMinute"] = "100000",
            ["Actions:MaxPerHour"] = "100000",
        }).Build());
        services.AddSingleton(TimeProvider.System).AddSingleton(new Topics());
        services.AddSingleton<IDbContextFactory<GovaDbContext>>(new CrashingContexts(Database, plan)).AddSingleton<ActionClaims>();
        services.AddDiscord().AddGuildModel().AddActionExecution();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<DiscordRestClient>(provider, CreateHttp(plan)));
        return services.BuildServiceProvider();
    }

    /// <summary>Somebody new joins.</summary>
    public async Task<long> JoinAsync(string name)
    {
        var joined = await PostAsync("/simulator/members", new { username = name });
        return GatewayStage.Id(joined["user_id"]!);
    }

    public async Task<JsonNode> PostAsync(string path, object body)
    {
        using var response = await Discord.SendAsync(HttpMethod.Post, path, body);
        response.EnsureSuccessStatusCode();
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Stop))!;
    }

    /// <summary>By the bot, but not by an action.</summary>
    public async Task DoByHandAsync(HttpMethod method, string path, object? body = null)
    {
        using var response = await Discord.SendAsync(method, $"/api/v10/{path}", body);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>An action that awaits approval.</summary>
    public async Task<Guid> ProposeAsync(string type, string parameters, string target, long? channel, long? message)
    {
        var id = Guid.NewGuid();
        await Database.ScalarAsync<int>(string.Create(CultureInfo.InvariantCulture,
            $"""
            INSERT INTO action_events (action_id, moderator_id, platform, guild_id, channel_id, message_id, platform_user_id, action_type,
                action_params, status, reason, expires_at, created_at, updated_at)
            VALUES ('{id}', '{Moderator.ModeratorId}', 'discord', {Samples.GuildId}, {Sql(channel)}, {Sql(message)}, '{target}', '{type}',
                '{parameters}', 'awaiting_approval', 'because: ä', now() + interval '1 hour', now(), now())
            """), Stop);
        return id;
    }

    /// <summary>An action that is proposed, approved and executed by an executor that lives.</summary>
    /// <param name="said">The message that it is about, as the control shows it.</param>
    public async Task<ActionEvent> ExecuteAsync(string type, string parameters, string target, JsonNode? said = null)
    {
        var action = await ProposeAsync(
            type, parameters, target, said is null ? null : GatewayStage.Id(said["channel_id"]!), said is null ? null : GatewayStage.Id(said["id"]!));
        await RunAsync(action);
        return await ReadAsync(action);
    }

    /// <summary>Approves an action, if nobody has, and executes it.</summary>
    public async Task RunAsync(Guid actionId)
    {
        await using var executor = StartExecutor(new CrashPlan(int.MaxValue));
        await executor.GetRequiredService<DecideAction>().ApproveAsync(Samples.GuildId, actionId, "77", Stop);
        await executor.GetRequiredService<ExecuteAction>().ExecuteAsync(actionId, Stop);
    }

    public async Task<UndoResult> UndoAsync(Guid actionId)
    {
        await using var executor = StartExecutor(new CrashPlan(int.MaxValue));
        return await executor.GetRequiredService<UndoAction>().UndoAsync(Samples.GuildId, actionId, "77", Stop);
    }

    public async Task<ActionEvent> ReadAsync(Guid actionId)
    {
        await using var db = Database.CreateContext();
        return await db.Actions.AsNoTracking().SingleAsync(a => a.ActionId == actionId, Stop);
    }

    public async Task<int> CountEffectsAsync() => (await Discord.EffectsAsync()).Count;

    public async Task<IReadOnlyList<JsonNode>> EffectsAfterAsync(int count) => [.. (await Discord.EffectsAsync()).Skip(count).Select(e => e!)];

    /// <summary>The kinds of the last effects, separated by commas.</summary>
    public async Task<string> LastEffectsAsync(int count) =>
        string.Join(',', (await Discord.EffectsAsync()).TakeLast(count).Select(effect => (string)effect!["kind"]!));

    public async ValueTask DisposeAsync()
    {
        await Discord.DisposeAsync();
        await Database.DisposeAsync();
    }

    private HttpClient CreateHttp(CrashPlan plan)
    {
        var http = new HttpClient(new CrashingCalls(plan)) { BaseAddress = new Uri($"{Discord.Address}api/v10/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bot", SimulatorApp.Token);
        return http;
    }

    private static string Sql(long? id) => id?.ToString(CultureInfo.InvariantCulture) ?? "NULL";
}
