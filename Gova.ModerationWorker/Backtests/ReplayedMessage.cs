using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gova.Data;
using Gova.Data.Actions;
using Gova.Data.Backtests;
using Gova.Moderation.Backtests;
using Gova.Moderation.Policy;
using Gova.Moderation.Review;
using Gova.ModerationWorker.Pipeline;

namespace Gova.ModerationWorker.Backtests;

/// <summary>Reads a stored evaluation as the message that it was, with what was decided about it.</summary>
internal static class ReplayedMessage
{
    private static readonly string Refused = StatusNames.Of(ActionStatus.Refused);
    private static readonly string Shadowed = StatusNames.Of(ActionStatus.Shadowed);

    public static StoredMessage Read(EvaluatedMessage stored)
    {
        var context = ReadContext(stored.Context);
        return new StoredMessage(
            stored.EventId,
            stored.MessageId,
            long.Parse(stored.PlatformUserId, CultureInfo.InvariantCulture),
            stored.ChannelId,
            stored.CreatedAt,
            context?.Content is { } content ? JudgedText.Of(content, context.AddedText, context.EmbedText) : null,
            Then(stored))
        {
            AuthorName = context?.AuthorName ?? "",
            AuthorRoleIds = context?.AuthorRoleIds ?? [],
            ChannelName = context?.ChannelName,
            ParentChannelId = context?.ParentChannelId,
            ReplyTo = context?.ReplyToMessageId,
            Quoted = context?.ReplyToContent is { } quoted ? new QuotedMessage("a member", quoted) : null,
        };
    }

    private static PastJudgement Then(EvaluatedMessage stored) =>
        new(stored.DecidedBy, stored.SeverityScore, stored.Confidence, stored.Reason, stored.IsPending)
        {
            Proposed = stored.Actions.Where(action => action.IsProposed).Select(Proposed).FirstOrDefault(proposed => proposed is not null),
            Actions = [.. stored.Actions.Where(action => action.Status != Refused).Select(action => new PastDecision(
                action.ActionType,
                action.Status == Shadowed,
                action.IsOverturned ? HumanAnswer.No : action.IsApproved ? HumanAnswer.Yes : HumanAnswer.None))],
        };

    private static ProposedAction? Proposed(EvaluatedAction action) => StatusNames.TryParse<ActionType>(action.ActionType, out var type)
        ? new ProposedAction(type, ActionParams.Parse(action.ActionParams))
        : null;

    private static ReplayedContext? ReadContext(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, ReplayedJson.Default.ReplayedContext);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Of what is kept with an evaluation, what judging takes. Without <see cref="Content"/> the text was erased.</summary>
internal sealed record ReplayedContext(
    string? Content = null,
    string? AuthorName = null,
    IReadOnlyList<long>? AuthorRoleIds = null,
    string? ChannelName = null,
    long? ParentChannelId = null,
    long? ReplyToMessageId = null,
    string? ReplyToContent = null,
    string? AddedText = null,
    string? EmbedText = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(ReplayedContext))]
internal sealed partial class ReplayedJson : JsonSerializerContext;
