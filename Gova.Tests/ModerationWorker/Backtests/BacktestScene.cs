using System.Text.Json;
using Gova.Data.Actions;
using Gova.Data.Backtests;
using Gova.Data.Evaluations;
using Gova.Moderation.Policy;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.ModerationWorker.Backtests;

/// <summary>A worker, a moderator that is offline, and what was judged for it half an hour ago.</summary>
internal sealed class BacktestScene : IAsyncDisposable
{
    /// <summary>Deletes what the moderator lets pass, and the other way round.</summary>
    public static readonly ModeratorConfiguration Draft = WorkerHarness.Configuration with
    {
        KeywordRules = [new KeywordRule(["cheap watches"], 0.7, ActionType.Delete)],
    };

    /// <summary>A model that backtests may ask.</summary>
    public static readonly (string Key, string Value) Other = ("Llm:BacktestModels:0:Model", "other");

    private const long GuildId = 1001;

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private readonly Guid _moderatorId;
    private int _sequence;

    private BacktestScene(WorkerHarness worker, Guid moderatorId) => (Worker, _moderatorId) = (worker, moderatorId);

    public WorkerHarness Worker { get; }

    public static async Task<BacktestScene> CreateAsync(LocalServices services)
    {
        var worker = await WorkerHarness.CreateAsync(services, Stop);
        return new BacktestScene(worker, (await worker.AddModeratorAsync(GuildId, isOnline: false)).ModeratorId);
    }

    public static JsonElement Report(Backtest backtest) => JsonDocument.Parse(backtest.Report!).RootElement;

    /// <param name="text">Null where it was erased.</param>
    /// <param name="action">An action that was decided in shadow.</param>
    public EvaluationRecord Message(string? text, string decidedBy, float? severity = null, string? action = null)
    {
        var at = _now.AddMinutes(-30).AddSeconds(_sequence++);
        var context = text is null ? "{}" : JsonSerializer.Serialize(new { content = text, author_name = "Ann", guild_id = $"{GuildId}" });
        var record = new EvaluationRecord(
            Guid.CreateVersion7(at), _moderatorId, "7", WorkerHarness.ChannelId, 1_000 + _sequence, 0,
            severity is null ? EvaluationStatus.NoVerdict : EvaluationStatus.Judged, severity, 0.9f, decidedBy, "because", context, at, at, null);
        return action is null ? record : record with
        {
            Actions =
            [
                new ActionDraft(
                    record.EventId, at, _moderatorId, "discord", GuildId, record.ChannelId, record.MessageId, "7", action, """{"duration":60}""",
                    ActionStatus.Shadowed, "because", null, at.AddHours(1), null),
            ],
        };
    }

    public async Task RecordAsync(params EvaluationRecord[] messages) =>
        await new RecordEvaluations(Worker.Database.DataSource, Worker.Kafka.Topics, TimeProvider.System).ExecuteAsync(messages, Stop);

    public async Task<Guid> AddAsync(ModeratorConfiguration draft, string? model = null, int max = 1_000)
    {
        await using var db = Worker.Database.CreateContext();
        var backtest = new Backtest
        {
            BacktestId = Guid.CreateVersion7(_now),
            ModeratorId = _moderatorId,
            RequestedBy = _moderatorId,
            Conf = draft.ToJson(),
            Model = model,
            FromAt = _now.AddHours(-1),
            UntilAt = _now.AddMinutes(1),
            MaxMessages = max,
            RequestedAt = _now,
        };
        db.Add(backtest);
        await db.SaveChangesAsync(Stop);
        return backtest.BacktestId;
    }

    public async Task<Backtest> EndAsync(Guid id, BacktestStatus status = BacktestStatus.Completed)
    {
        await Worker.UntilAsync($"backtests WHERE backtest_id = '{id}' AND finished_at IS NOT NULL", 1, "the backtest ends");
        await using var db = Worker.Database.CreateContext();
        var ended = await db.Backtests.AsNoTracking().SingleAsync(b => b.BacktestId == id, Stop);
        Assert.Equal((status, status == BacktestStatus.Completed), (ended.Status, ended.Error is null));
        return ended;
    }

    public async Task<Backtest> RunAsync(ModeratorConfiguration draft, string? model = null, int max = 1_000) =>
        await EndAsync(await AddAsync(draft, model, max));

    public ValueTask DisposeAsync() => Worker.DisposeAsync();
}
