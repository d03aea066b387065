using System.Text;
using System.Text.Json;
using Gova.Api.Features.Audit;
using Gova.Api.Http;
using Gova.Data;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Gova.Api.Features.Exports;

/// <summary>
/// An export: notes in the audit log that it was asked for, then writes page after page as they are read, and holds one of them in
/// memory. No transaction stays open meanwhile: a row that is written during the export may be in it or not, none is in it twice.
/// When the export fails, the connection breaks off: an answer that ends as HTTP has it is whole.
/// </summary>
/// <param name="filter">What of the request the audit log keeps; no words that were searched for.</param>
/// <param name="columns">Of CSV.</param>
internal sealed class ExportResult<T>(
    Guid moderatorId, string what, ExportFormat format, object filter, IReadOnlyList<string> columns, Func<T, IEnumerable<string?>> fields,
    Func<GovaDbContext, CancellationToken, IAsyncEnumerable<IReadOnlyList<T>>> read) : IResult
{
    private const string RetryAfterSeconds = "30";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var services = httpContext.RequestServices;
        using var slot = services.GetRequiredService<ExportSlots>().TryTake();
        if (slot is null)
        {
            httpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
            await Problems.Result(Problems.RateLimited, "Too many exports run at the moment.").ExecuteAsync(httpContext);
            return;
        }

        var cancellationToken = httpContext.RequestAborted;
        await using var db = await services.GetRequiredService<IDbContextFactory<GovaDbContext>>().CreateDbContextAsync(cancellationToken);
        await AuditLog.AddAsync(db, httpContext, $"{what}.exported", AuditTarget.Moderator(moderatorId), null, filter, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        var options = services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;

        httpContext.Response.ContentType = format == ExportFormat.Csv ? $"{ExportFormats.Csv}; charset=utf-8; header=present" : ExportFormats.Jsonl;
        httpContext.Response.Headers.ContentDisposition = $"attachment; filename=\"{what}-{moderatorId}.{StatusNames.Of(format)}\"";
        httpContext.Response.Headers.CacheControl = "no-store";
        var text = new StringBuilder();
        if (format == ExportFormat.Csv)
        {
            CsvText.AddLine(text, columns);
        }

        await foreach (var page in read(db, cancellationToken))
        {
            foreach (var row in page)
            {
                if (format == ExportFormat.Csv)
                {
                    CsvText.AddLine(text, fields(row));
                }
                else
                {
                    text.Append(JsonSerializer.Serialize(row, options)).Append('\n');
                }
            }

            await httpContext.Response.WriteAsync(text.ToString(), cancellationToken);
            await httpContext.Response.Body.FlushAsync(cancellationToken);
            text.Clear();
        }

        await httpContext.Response.WriteAsync(text.ToString(), cancellationToken);
    }
}
