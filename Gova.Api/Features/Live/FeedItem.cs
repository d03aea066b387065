using System.Text;
using System.Text.Json;
using Gova.Api.Features.Actions;
using Gova.Api.Features.Alerts;
using Gova.Api.Features.Evaluations;
using Gova.Data.Actions;

namespace Gova.Api.Features.Live;

/// <summary>A row as it goes out on a stream, rendered once for all who watch.</summary>
/// <param name="Severity">Of an evaluation; null until it is judged.</param>
/// <param name="Frame">The server-sent event's bytes.</param>
internal sealed record FeedItem(FeedPosition Position, Guid ModeratorId, float? Severity, ReadOnlyMemory<byte> Frame)
{
    public static FeedItem Of(EvaluationResponse.Row row, JsonSerializerOptions json)
    {
        var position = new FeedPosition(row.Xid, FeedEventType.Evaluation, row.Evaluation.EventId);
        return new FeedItem(
            position, row.Evaluation.ModeratorId, row.Evaluation.SeverityScore, Render(position, "evaluation", row.Evaluation, json));
    }

    public static FeedItem Of(ActionEvent a, JsonSerializerOptions json)
    {
        var position = new FeedPosition(a.RecordedXid, FeedEventType.Action, a.ActionId);
        return new FeedItem(position, a.ModeratorId, null, Render(position, "action", ActionResponse.From(a), json));
    }

    /// <param name="xid">The transaction that last wrote it.</param>
    public static FeedItem Of(AlertResponse alert, ulong xid, JsonSerializerOptions json)
    {
        var position = new FeedPosition(xid, FeedEventType.Alert, alert.AlertId);
        return new FeedItem(position, alert.ModeratorId, null, Render(position, "alert", alert, json));
    }

    // JSON escapes line ends within strings and is written without any between, so it fits on one data line.
    private static byte[] Render<T>(FeedPosition position, string name, T data, JsonSerializerOptions json) =>
        Encoding.UTF8.GetBytes($"id: {position}\nevent: {name}\ndata: {JsonSerializer.Serialize(data, json)}\n\n");
}
