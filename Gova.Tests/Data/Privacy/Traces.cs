using System.Globalization;
using Gova.Data.Actions;
using Gova.Data.Alerts;
using Gova.Data.Audit;
using Gova.Data.Backtests;
using Gova.Data.Conversations;
using Gova.Data.Evaluations;
using Gova.Data.Reputation;
using Gova.Data.Trends;
using Gova.Data.Vectors;
using Gova.Data.Webhooks;
using Gova.Messaging;
using Gova.Tests.Data.Webhooks;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Data.Privacy;

/// <summary>Members who leave traces wherever the pipeline leaves any, at random, and in what is about each other.</summary>
internal sealed class Traces(TestDatabase database, Guid moderatorId, string guildId, DateTimeOffset now, int seed)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly Random _random = new(seed);
    private DateTimeOffset _at = now.AddDays(-15);

    public static string NewId(Random random) => random.NextInt64(100_000_000_000_000_000, 999_999_999_999_999_999).ToString(CultureInfo.InvariantCulture);

    /// <summary>What a member has in some place and nobody else has.</summary>
    public sealed class Member(string id)
    {
        public string Id { get; } = id;

        public List<string> Texts { get; } = [];

        public List<Guid> Events { get; } = [];

        public List<string> Messages { get; } = [];

        public IEnumerable<string> All => [Id, .. Texts, .. Messages, .. Events.Select(e => e.ToString())];

        public string Say(Random random)
        {
            var text = $"word{random.NextInt64(1_000_000_000, 9_999_999_999)}";
            Texts.Add(text);
            return text;
        }
    }

    public async Task LeaveAsync(Member one, Member other)
    {
        var endpoint = await Hooks.AddAsync(database, moderatorId, now);
        for (var i = 0; i < _random.Next(3, 12); i++)
        {
            await MessageAsync(one, other, endpoint);
            await MessageAsync(other, one, endpoint);
        }

        await SharedAsync(one, other, endpoint);
    }

    private async Task MessageAsync(Member author, Member answered, WebhookEndpoint endpoint)
    {
        _at = _at.AddMinutes(_random.Next(1, 500));
        var (at, text) = (_at, author.Say(_random));
        var (eventId, messageId) = (Guid.CreateVersion7(at), long.Parse(NewId(_random), CultureInfo.InvariantCulture));
        var isPending = _random.Next(3) == 0;
        author.Events.Add(eventId);
        author.Messages.Add($"{messageId}");
        var reply = answered.Texts.Count > 0 && _random.Next(2) == 0
            ? $$""", "reply_to_author_id": "{{answered.Id}}", "reply_to_content": "{{answered.Texts[^1]}}", "reply_to_message_id": "{{answered.Messages[^1]}}" """ : "";
        var mention = _random.Next(3) == 0 ? $" <@{answered.Id}>" : "";
        var explanation = answered.Events.Count > 0
            ? $$"""{"confidence": 0.5, "similar": [{"event_id": "{{answered.Events[^1]}}", "similarity": 0.9}], "duplicate_of": "{{answered.Events[0]}}"}""" : null;
        var record = new EvaluationRecord(
            eventId, moderatorId, author.Id, 7, messageId, 0, isPending ? EvaluationStatus.PendingReview : EvaluationStatus.Judged, 0.8f, 0.5f, "model",
            $"they said {author.Say(_random)}", $$"""{"content": "{{text}}{{mention}}", "author_name": "{{author.Say(_random)}}"{{reply}}}""", at, at, null,
            isPending ? (short)1 : null,
            [Action(author, eventId, at, messageId, (ActionStatus[])[ActionStatus.AwaitingApproval, ActionStatus.Refused, ActionStatus.Shadowed], mention)],
            Explanation: explanation);
        await new RecordEvaluations(database.DataSource, new Topics("test."), TimeProvider.System).ExecuteAsync([record], Stop);
        var seen = answered.Texts.Count > 0 ? answered.Texts[_random.Next(answered.Texts.Count)] : "nothing";
        await ExecuteAsync($$"""UPDATE evaluation_events SET seen = '{"conversation": [{"author": "x", "text": "{{seen}}"}]}' WHERE event_id = '{{eventId}}'""");
        await using var db = database.CreateContext();
        db.Add(new EvaluationEmbedding { EventId = eventId, CreatedAt = at, ModeratorId = moderatorId, Embedding = Embedding.From(new float[Embedding.Dimensions]) });
        db.Add(Delivery(endpoint, $$"""{"type": "evaluation.created", "data": {"platform_user_id": "{{author.Id}}", "event_id": "{{eventId}}", "context": {"content": "{{text}}"{{reply}} } } }"""));
        await db.SaveChangesAsync(Stop);
    }

    /// <summary>What is about both, or about one in the place of the other.</summary>
    private async Task SharedAsync(Member one, Member other, WebhookEndpoint endpoint)
    {
        await using var db = database.CreateContext();
        foreach (var (member, name) in new[] { (one, one.Texts[0]), (other, other.Texts[0]) })
        {
            db.Add(new MemberRecord { ModeratorId = moderatorId, PlatformUserId = member.Id, Name = member.Say(_random), Score = 0.5f, UpdatedAt = now });
            var cluster = new TrendCluster
            {
                ClusterId = Guid.NewGuid(), ModeratorId = moderatorId, Name = name, Centroid = Embedding.From(new float[Embedding.Dimensions]), FirstSeenAt = now, LastSeenAt = now,
            };
            db.Add(cluster);
            db.Add(new TrendMember { ClusterId = cluster.ClusterId, EventId = member.Events[0], CreatedAt = now, ModeratorId = moderatorId, PlatformUserId = member.Id });
            db.Add(new AuditEntry
            {
                AuditId = Guid.NewGuid(), At = now, ModeratorId = moderatorId, Action = "platform_user.exported", TargetKind = "platform_user", TargetId = member.Id,
                After = $$"""{"note": "{{member.Say(_random)}}"}""",
            });
            db.Add(new AuditEntry
            {
                AuditId = Guid.NewGuid(), At = now, ModeratorId = moderatorId, Action = "action.approved", TargetKind = "action", TargetId = "x",
                ActorKind = AuditActor.Discord, ActorPlatformUserId = member.Id, ActorName = member.Say(_random),
            });
            db.Add(new Alert
            {
                AlertId = Guid.NewGuid(), ModeratorId = moderatorId, Kind = AlertKind.Trend, Subject = $"{Guid.NewGuid()}", Title = $"A theme grows: \"{name}\"", RaisedAt = now,
                Details = $$"""{"name": "{{name}}", "members": ["{{one.Id}}", "{{other.Id}}"], "event_ids": ["{{member.Events[0]}}"], "messages": 3}""",
            });
            db.Add(new Alert
            {
                AlertId = Guid.NewGuid(), ModeratorId = moderatorId, Kind = AlertKind.Campaign, Subject = $"{Guid.NewGuid()}", Title = "Two members posted nearly the same", RaisedAt = now,
                Details = $$"""{"text": "{{member.Texts[0]}}", "members": ["{{one.Id}}", "{{other.Id}}"], "message_ids": ["{{one.Messages[0]}}", "{{other.Messages[0]}}"]}""",
            });
            db.Add(Delivery(endpoint, $$"""{"type": "alert.raised", "data": {"details": {"text": "{{one.Texts[0]}}", "members": ["{{one.Id}}", "{{other.Id}}"] } } }"""));
            db.Add(new Backtest
            {
                BacktestId = Guid.NewGuid(), ModeratorId = moderatorId, Status = _random.Next(2) == 0 ? BacktestStatus.Completed : BacktestStatus.Queued, RequestedAt = now,
                Report = $$"""{"samples": [{"event_id": "{{member.Events[^1]}}", "reason": "{{member.Texts[^1]}}"}]}""",
            });
        }

        db.Add(new ChannelSummary { ModeratorId = moderatorId, ChannelId = 7, Summary = $"{one.Texts[0]} and {other.Texts[0]}", UpdatedAt = now });
        db.Add(new KillSwitch { Scope = long.Parse(guildId, CultureInfo.InvariantCulture), EngagedAt = now, EngagedBy = $"user {one.Id}", Reason = $"because of <@{one.Id}>" });
        await db.SaveChangesAsync(Stop);
        // Decided by one about the other; and a report that quotes.
        await ExecuteAsync($"UPDATE action_events SET decided_by_platform_user_id = '{one.Id}', status = 'completed' WHERE moderator_id = '{moderatorId}' AND platform_user_id = '{other.Id}'");
        var quoting = Action(other, Guid.NewGuid(), now, 1, [ActionStatus.Refused], $"<@{one.Id}> said {one.Texts[0]}") with { ActionType = "notify" };
        await new RecordEvaluations(database.DataSource, new Topics("test."), TimeProvider.System).ExecuteAsync(
            [new EvaluationRecord(Guid.CreateVersion7(now), moderatorId, other.Id, 7, 1, 0, EvaluationStatus.Judged, 0, 1, "rule", null, "{}", now, now, null, null, [quoting])], Stop);
    }

    private ActionDraft Action(Member member, Guid eventId, DateTimeOffset at, long messageId, ActionStatus[] statuses, string quoted) => new(
        eventId, at, moderatorId, "discord", 5, 7, messageId, member.Id, "reply", $$"""{"content": "Please, {{member.Say(_random)}} {{quoted}}"}""",
        statuses[_random.Next(statuses.Length)], $"they said {member.Say(_random)}", null, now.AddHours(1), null);

    private WebhookDelivery Delivery(WebhookEndpoint endpoint, string payload) => new()
    {
        DeliveryId = Guid.NewGuid(), EndpointId = endpoint.EndpointId, EventId = Guid.NewGuid(), EventType = "x", Payload = payload, NextAttemptAt = now, CreatedAt = now,
    };

    private async Task ExecuteAsync(string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Stop);
    }
}
