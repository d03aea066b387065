using System.ComponentModel;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using System.Text.Json;
using Gova.Api.Features.Evaluations;
using Gova.Api.Http;
using Gova.Data;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Api.Features.Exports;

internal static class ExportEvaluations
{
    private const int PageSize = 1_000;

    private static readonly string[] Columns =
    [
        "event_id", "created_at", "platform_user_id", "author_name", "channel_id", "message_id", "revision", "content", "status",
        "severity_score", "behaviour_score", "decided_by", "rule", "guideline", "reason", "judged_at",
    ];

    /// <summary>
    /// A moderator's evaluations as a file, the newest message first, with the filters of their list. In CSV a text that a
    /// spreadsheet would take for a formula begins with an apostrophe. An answer that breaks off is not whole.
    /// </summary>
    public static Task<Results<ExportResult<EvaluationResponse>, NotFound, ValidationProblem>> Handle(
        Guid id,
        [AsParameters] EvaluationFilter filter,
        [Description("csv (unless given) or jsonl.")] string? format,
        ClaimsPrincipal user,
        GovaDbContext db,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var query = filter.ToQuery(id, errors);
        return StartExport.ExecuteAsync(
            id, format, errors, user, db,
            wanted => new ExportResult<EvaluationResponse>(
                id, "evaluations", wanted,
                new
                {
                    format = wanted, filter.User, filter.Channel, filter.MinSeverity, filter.MaxSeverity, filter.Tier, filter.Status, filter.From,
                    filter.Until, searched = !string.IsNullOrWhiteSpace(filter.Text),
                },
                Columns, Fields, (pages, stop) => ReadAsync(pages, query, stop)),
            cancellationToken);
    }

    private static async IAsyncEnumerable<IReadOnlyList<EvaluationResponse>> ReadAsync(
        GovaDbContext db, EvaluationQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Keyset? after = null;
        do
        {
            var (data, end, _) = await query.ReadRowsAsync(db, after, PageSize, cancellationToken);
            yield return data;
            after = end is null ? null : Keyset.First(0).Next(end.CreatedAt, end.EventId);
        }
        while (after is not null);
    }

    private static IEnumerable<string?> Fields(EvaluationResponse e) =>
    [
        e.EventId.ToString(), CsvText.Of(e.CreatedAt), e.PlatformUserId, Text(e.Context, "author_name"), e.ChannelId, e.MessageId,
        e.Revision.ToString(CultureInfo.InvariantCulture), Text(e.Context, "content"), StatusNames.Of(e.Status), Text(e.SeverityScore),
        Text(e.BehaviourScore), e.DecidedBy, Text(e.Explanation, "rule"), Text(e.Explanation, "guideline"), e.Reason,
        CsvText.Of(e.JudgedAt),
    ];

    private static string? Text(float? score) => score?.ToString(CultureInfo.InvariantCulture);

    private static string? Text(JsonElement? json, string name) =>
        json is { ValueKind: JsonValueKind.Object } && json.Value.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;
}
