using System.Globalization;
using System.Linq.Expressions;
using System.Text.Json;
using Gova.Api.Features.Evaluations;
using Gova.Api.Features.Members;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Actions;
using Gova.Data.Evaluations;
using Gova.Data.Vectors;
using Gova.Moderation.Reputation;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Actions;

/// <summary>Reads what stands around an action of a moderator that the account may see.</summary>
internal sealed class ActionContext(GovaDbContext db, SimilarCases similar, TimeProvider time)
{
    private const int MessagesBefore = 10;
    private const int MessagesAfter = 5;
    private const int ScoreEvents = 10;
    private const int SimilarShown = 5;
    private const int RelatedShown = 20;

    /// <summary>How far a conversation reaches, and among how many of the community's messages it is looked for.</summary>
    private static readonly TimeSpan Reach = TimeSpan.FromDays(1);

    private const int Searched = 500;

    private static readonly Expression<Func<EvaluationEvent, NearbyMessage>> ToNearby = e => new NearbyMessage(
        e.EventId, e.PlatformUserId, e.MessageId.ToString(CultureInfo.InvariantCulture), Json.Stored(e.Context), e.SeverityScore, e.CreatedAt);

    public async Task<ActionDetail> ReadAsync(ActionEvent action, CancellationToken cancellationToken)
    {
        var evaluation = await db.Evaluations.AsNoTracking()
            .Where(e => e.EventId == action.EventId && e.CreatedAt == action.EventCreatedAt && e.ModeratorId == action.ModeratorId)
            .Select(EvaluationResponse.FromRow).SingleOrDefaultAsync(cancellationToken);
        Guid?[] named = [action.ClaimedBy, action.DecidedBy];
        var names = await db.Users.Where(u => named.Contains(u.UserId)).ToDictionaryAsync(u => u.UserId, u => u.Username, cancellationToken);
        return new ActionDetail(ActionResponse.From(action))
        {
            ProposedParams = action.DecidedBy is null ? null : await ProposedAsync(action, cancellationToken),
            ClaimedByName = action.ClaimedUntil > time.GetUtcNow() ? names.GetValueOrDefault(action.ClaimedBy!.Value) : null,
            DecidedByName = action.DecidedBy is { } decider ? names.GetValueOrDefault(decider) : null,
            Evaluation = evaluation?.Evaluation,
            Conversation = await ConversationAsync(action, cancellationToken),
            TargetRecord = await RecordAsync(action, cancellationToken),
            Similar = await SimilarAsync(action, cancellationToken),
            Related = await RelatedAsync(action, cancellationToken),
        };
    }

    /// <summary>The audit log keeps what an approval changed.</summary>
    private async Task<JsonElement?> ProposedAsync(ActionEvent action, CancellationToken cancellationToken)
    {
        var target = $"{action.ActionId}";
        var before = await db.AuditLog.Where(e => e.TargetId == target && e.TargetKind == "action" && e.Action == "action.approved")
            .OrderByDescending(e => e.At).Select(e => e.Before).FirstOrDefaultAsync(cancellationToken);
        return before is not null && Json.Stored(before).TryGetProperty("action_params", out var proposed) ? proposed : null;
    }

    private async Task<IReadOnlyList<NearbyMessage>> ConversationAsync(ActionEvent action, CancellationToken cancellationToken)
    {
        if (action.ChannelId is not { } channel || action.EventCreatedAt is not { } at)
        {
            return [];
        }

        var nearby = db.Evaluations.AsNoTracking().Where(e => e.ModeratorId == action.ModeratorId);
        var before = await nearby.Where(e => e.CreatedAt <= at && e.CreatedAt > at - Reach).OrderByDescending(e => e.CreatedAt).Take(Searched)
            .Where(e => e.ChannelId == channel && e.MessageId != action.MessageId)
            .OrderByDescending(e => e.CreatedAt).ThenByDescending(e => e.Revision).Take(MessagesBefore).Select(ToNearby).ToListAsync(cancellationToken);
        var after = await nearby.Where(e => e.CreatedAt > at && e.CreatedAt < at + Reach).OrderBy(e => e.CreatedAt).Take(Searched)
            .Where(e => e.ChannelId == channel && e.MessageId != action.MessageId)
            .OrderBy(e => e.CreatedAt).ThenByDescending(e => e.Revision).Take(MessagesAfter).Select(ToNearby).ToListAsync(cancellationToken);
        // Of a message that was edited, as it was last.
        return [.. before.Concat(after).DistinctBy(m => m.MessageId).OrderBy(m => m.CreatedAt)];
    }

    private async Task<ActionTargetRecord?> RecordAsync(ActionEvent action, CancellationToken cancellationToken)
    {
        if (action.PlatformUserId.Length == 0)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var stored = await db.MemberRecords.AsNoTracking()
            .Where(m => m.ModeratorId == action.ModeratorId && m.PlatformUserId == action.PlatformUserId)
            .Select(m => m.Events).SingleOrDefaultAsync(cancellationToken);
        var record = stored is null ? BehaviourRecord.Empty : BehaviourRecord.Parse(stored);
        return new ActionTargetRecord(
            Math.Round(record.Score(now), 4), [.. record.Explain(now).Take(ScoreEvents).Select(ScoreEventResponse.From)]);
    }

    private async Task<IReadOnlyList<SimilarResponse>> SimilarAsync(ActionEvent action, CancellationToken cancellationToken)
    {
        var embedded = await db.Embeddings.AsNoTracking().SingleOrDefaultAsync(
            v => v.EventId == action.EventId && v.CreatedAt == action.EventCreatedAt && v.ModeratorId == action.ModeratorId, cancellationToken);
        var found = embedded is null
            ? []
            : await similar.FindAsync(action.ModeratorId, embedded.Embedding, SimilarShown, action.EventId, cancellationToken);
        return [.. found.Select(SimilarResponse.From)];
    }

    private async Task<IReadOnlyList<ActionResponse>> RelatedAsync(ActionEvent action, CancellationToken cancellationToken)
    {
        // By the indexes of the member, the evaluation and the key: what reverses an action has its target.
        var id = action.ActionId;
        var ofTarget = db.Actions.Where(a => a.ModeratorId == action.ModeratorId && a.PlatformUserId == action.PlatformUserId
            && (a.UndoesActionId == id || (action.MessageId != null && a.MessageId == action.MessageId)));
        var ofEvaluation = db.Actions.Where(a => action.EventId != null && a.EventId == action.EventId);
        var reversed = db.Actions.Where(a => a.ActionId == action.UndoesActionId);
        var related = await ofTarget.Union(ofEvaluation).Union(reversed)
            .Where(a => a.ModeratorId == action.ModeratorId && a.ActionId != id)
            .OrderBy(a => a.CreatedAt).ThenBy(a => a.ActionId).Take(RelatedShown).AsNoTracking().ToListAsync(cancellationToken);
        return [.. related.Select(ActionResponse.From)];
    }
}
