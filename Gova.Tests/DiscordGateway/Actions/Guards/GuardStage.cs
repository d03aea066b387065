using System.Diagnostics.Metrics;
using Gova.Data.Actions;
using Gova.Data.Evaluations;
using Gova.Data.Moderators;
using Gova.DiscordGateway.Actions;
using Gova.DiscordGateway.Actions.Guards;
using Gova.Messaging;
using Gova.Tests.Data;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Gova.Tests.DiscordGateway.Actions.Guards;

/// <summary>One server with its moderator, and what stands between an approved action and its execution.</summary>
internal sealed class GuardStage : IAsyncDisposable
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private long _message = 1_000;

    private GuardStage(TestDatabase database, Moderator moderator, ActionOptions options)
    {
        (Database, Moderator) = (database, moderator);
        var (contexts, topics, metrics) = (new Contexts(database), new Topics(), new GuardMetrics(_services.GetRequiredService<IMeterFactory>()));
        KillSwitches = new KillSwitches(contexts, Clock, NullLogger<KillSwitches>.Instance);
        Claim = new ClaimAction(
            contexts, new CircuitBreaker(metrics, topics, Options.Create(options), NullLogger<CircuitBreaker>.Instance), metrics, topics,
            Options.Create(options), Clock, NullLogger<ClaimAction>.Instance);
    }

    public FakeClock Clock { get; } = new();

    public TestDatabase Database { get; }

    public Moderator Moderator { get; }

    public ClaimAction Claim { get; }

    public KillSwitches KillSwitches { get; }

    public static async Task<GuardStage> CreateAsync(LocalServices services, ActionOptions? options = null, string? limits = null)
    {
        var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = await Samples.AddModeratorAsync(database, Samples.GuildId);
        if (limits is not null)
        {
            await database.ScalarAsync<int>($"UPDATE moderators SET conf = conf || '{limits}'", Stop);
        }

        return new GuardStage(database, moderator, options ?? new ActionOptions());
    }

    /// <summary>An action as the worker stores it, with all the time there is: the fake clock stands elsewhere.</summary>
    public async Task<Guid> AddAsync(ActionStatus status = ActionStatus.Approved)
    {
        var evaluation = Samples.Evaluation(Moderator.ModeratorId, ++_message, action: status);
        await new RecordEvaluations(Database.DataSource, new Topics(), Clock).ExecuteAsync([evaluation], Stop);
        return await Database.ScalarAsync<Guid>(
            $"UPDATE action_events SET expires_at = 'infinity' WHERE event_id = '{evaluation.EventId}' RETURNING action_id", Stop);
    }

    /// <summary>What somebody commanded.</summary>
    public async Task<Guid> AddCommandAsync(ActionOrigin origin = ActionOrigin.Command)
    {
        var (action, _) = ActionEvent.CreateApproved(
            Guid.NewGuid(),
            new NewAction(Moderator.ModeratorId, "discord", Samples.GuildId, "delete", "{}", origin, "42", 7, 8, DecidedByPlatformUserId: "77"),
            Clock.GetUtcNow());
        await using var db = Database.CreateContext();
        db.Actions.Add(action);
        await db.SaveChangesAsync(Stop);
        return action.ActionId;
    }

    public Task<ActionEvent?> ClaimAsync(Guid actionId) => Claim.ExecuteAsync(actionId, Stop);

    public async Task<ActionEvent> ReadAsync(Guid actionId)
    {
        await using var db = Database.CreateContext();
        return await db.Actions.AsNoTracking().SingleAsync(a => a.ActionId == actionId, Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Database.DisposeAsync();
    }
}
