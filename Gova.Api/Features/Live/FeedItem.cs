using System.Globalization;
using System.Text;
using System.Text.Json;
using Gova.Api.Features.Actions;
using Gova.Api.Features.Evaluations;
using Gova.Data.Actions;

namespace Gova.Api.Features.Live;

/// <summary>A row as it goes out on a stream, rendered once for all who watch.</summary>
/// <param name="Xid">The transaction that last wrote the row.</param>
/// <param name="Frame">The server-sent event's bytes.</param>
internal sealed record FeedItem(ulong Xid, Guid ModeratorId, Guid RowId, bool IsAction, ReadOnlyMemory<byte> Frame)
{
    public static FeedItem Of(EvaluationResponse.Row row, JsonSerializerOptions json) => new(
        row.Xid, row.Evaluation.ModeratorId, row.Evaluation.EventId, IsAction: false, Render(row.Xid, "evaluation", row.Evaluation, json));

    public static FeedItem Of(ActionEvent a, JsonSerializerOptions json) => new(
        a.RecordedXid, a.ModeratorId, a.ActionId, IsAction: true, Render(a.RecordedXid, "action", ActionResponse.From(a), json));

    // JSON escapes line ends within strings and is written without any between, so it fits on one data line.
    private static byte[] Render<T>(ulong xid, string name, T data, JsonSerializerOptions json) => Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"id: {xid}\nevent: {name}\ndata: {JsonSerializer.Serialize(data, json)}\n\n"));
}
