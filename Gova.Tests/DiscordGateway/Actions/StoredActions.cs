using Gova.Data.Actions;
using Gova.Data.Evaluations;
using Gova.Tests.Data;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.DiscordGateway.Actions;

/// <summary>Approved actions as the worker stores them, and what becomes of them.</summary>
internal static class StoredActions
{
    public const long Guild = 100000000000000001;
    public const string GuildKey = "100000000000000001";
    public const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    public static async Task<Guid> AddAsync(
        GatewayStage stage,
        string type,
        (long Message, long Channel, long Author) about,
        string parameters = "{}",
        string? target = null)
    {
        var moderator = await Samples.AddModeratorAsync(stage.Database);
        var evaluation = Samples.Evaluation(moderator.ModeratorId, about.Message);
        var draft = new ActionDraft(
            evaluation.EventId, evaluation.CreatedAt, moderator.ModeratorId, "discord", Guild, about.Channel, about.Message,
            target ?? about.Author.ToString(), type, parameters, ActionStatus.Approved, "because: ä", null, Samples.Now.AddMinutes(10),
            $"00-{TraceId}-b7ad6b7169203331-01");
        await new RecordEvaluations(stage.Database.DataSource, stage.Kafka.Topics, TimeProvider.System)
            .ExecuteAsync([evaluation with { Actions = [draft] }], Stop);
        return await stage.Database.ScalarAsync<Guid>(
            $"SELECT action_id FROM action_events WHERE event_id = '{evaluation.EventId}'", Stop);
    }

    /// <summary>As an executor leaves it that dies between the call and the record.</summary>
    public static async Task AbandonAsync(GatewayStage stage, Guid action, TimeSpan claimedAgo = default) => await stage.Database.ScalarAsync<int>(
        $"""
        UPDATE action_events SET status = 'executing', updated_at = now() - interval '{claimedAgo}', lease_until = now() - interval '1 second'
        WHERE action_id = '{action}'
        """, Stop);

    public static Task<string?> StatusAsync(GatewayStage stage, Guid action) =>
        stage.Database.ScalarAsync<string>($"SELECT status FROM action_events WHERE action_id = '{action}'", Stop);

    public static Task<string?> ErrorAsync(GatewayStage stage, Guid action) =>
        stage.Database.ScalarAsync<string>($"SELECT error_msg FROM action_events WHERE action_id = '{action}'", Stop);

    public static async Task UntilAsync(GatewayStage stage, Guid action, string status)
    {
        string? current = null;
        await Eventually.That(
            async () => (current = await StatusAsync(stage, action)) is not ("approved" or "executing"),
            TimeSpan.FromSeconds(30), "the action comes to an end");
        Assert.Equal(status, current);
    }
}
