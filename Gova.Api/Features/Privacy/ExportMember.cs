using System.Security.Claims;
using System.Text.Json;
using Gova.Api.Auth;
using Gova.Api.Features.Actions;
using Gova.Api.Features.Audit;
using Gova.Api.Features.Evaluations;
using Gova.Api.Features.Exports;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Teams;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Gova.Api.Features.Privacy;

internal static class ExportMember
{
    private const int MaxId = 64;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    /// <summary>Everything that the moderator keeps of a member.</summary>
    /// <param name="Record">Their standing and what moved it; null when there is none.</param>
    /// <param name="Themes">Names of the themes that their messages are part of.</param>
    /// <param name="Evaluations">Their messages, the oldest first.</param>
    /// <param name="Actions">What was done to them, the oldest first.</param>
    internal sealed record Response(
        string PlatformUserId,
        DateTimeOffset ExportedAt,
        MemberRecordExport? Record,
        IReadOnlyList<string> Themes,
        IAsyncEnumerable<EvaluationResponse> Evaluations,
        IAsyncEnumerable<ActionResponse> Actions);

    /// <param name="Events">What moved it, the newest first.</param>
    internal sealed record MemberRecordExport(double Score, string? Name, JsonElement Events, DateTimeOffset UpdatedAt);

    /// <summary>Everything that the moderator keeps of a member, to be handed to them. It is streamed, whatever its size.</summary>
    public static async Task<Results<JsonHttpResult<Response>, ValidationProblem, ProblemHttpResult>> Handle(
        Guid id, [FromRoute(Name = "platform_user_id")] string platformUserId, ClaimsPrincipal user, HttpContext http, GovaDbContext db,
        IDbContextFactory<GovaDbContext> contexts, IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions> json, TimeProvider time,
        ExportSlots slots, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors().RequireText(platformUserId, "platform_user_id", 1, MaxId);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (await db.RefusalAsync(id, user.Id(), ModeratorRole.Admin, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        // While it is read slowly it holds a connection of the database.
        if (slots.TryTake() is not { } slot)
        {
            return Problems.TooMany(http, RetryAfter);
        }

        http.Response.RegisterForDispose(slot);
        await AuditLog.AddAsync(
            db, http, "platform_user.exported", new AuditTarget("platform_user", platformUserId, id), null, null, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        var record = await db.MemberRecords.AsNoTracking()
            .SingleOrDefaultAsync(m => m.ModeratorId == id && m.PlatformUserId == platformUserId, cancellationToken);
        var themes = await db.TrendClusters.AsNoTracking()
            .Where(c => c.ModeratorId == id && db.TrendMembers.Any(m => m.ClusterId == c.ClusterId && m.PlatformUserId == platformUserId))
            .Select(c => c.Name).ToListAsync(cancellationToken);
        // Two readers after each other, each with a connection of its own while the answer is written.
        var (evaluations, actions) = (await contexts.CreateDbContextAsync(cancellationToken), await contexts.CreateDbContextAsync(cancellationToken));
        http.Response.RegisterForDisposeAsync(evaluations);
        http.Response.RegisterForDisposeAsync(actions);
        return TypedResults.Json(
            new Response(
                platformUserId,
                time.GetUtcNow(),
                record is null ? null : new MemberRecordExport(record.Score, record.Name, Json.Stored(record.Events), record.UpdatedAt),
                themes,
                evaluations.Evaluations.AsNoTracking().Where(e => e.ModeratorId == id && e.PlatformUserId == platformUserId)
                    .OrderBy(e => e.CreatedAt).ThenBy(e => e.EventId).Select(EvaluationResponse.FromRow).AsAsyncEnumerable().Select(row => row.Evaluation),
                actions.Actions.AsNoTracking().Where(a => a.ModeratorId == id && a.PlatformUserId == platformUserId)
                    .OrderBy(a => a.CreatedAt).ThenBy(a => a.ActionId).AsAsyncEnumerable().Select(ActionResponse.From)),
            json.Value.SerializerOptions);
    }
}
