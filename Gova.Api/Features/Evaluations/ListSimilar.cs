using System.ComponentModel;
using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Vectors;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Evaluations;

internal static class ListSimilar
{
    private const int DefaultLimit = 10;
    private const int MaxLimit = 50;

    /// <param name="Data">The closest first; empty also when the message was clean or is not embedded yet.</param>
    internal sealed record Response(IReadOnlyList<SimilarResponse> Data);

    /// <summary>Past cases of the same moderator that lie close to an evaluation, with what became of them.</summary>
    public static async Task<Results<Ok<Response>, NotFound, ValidationProblem>> Handle(
        Guid id,
        [FromRoute(Name = "event_id")] Guid eventId,
        [Description("Cases to return, 1 to 50, 10 unless given.")] int? limit,
        ClaimsPrincipal user,
        GovaDbContext db,
        SimilarCases similar,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        errors.Require(limit is null or (>= 1 and <= MaxLimit), "limit", $"must be between 1 and {MaxLimit}");
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var evaluation = await db.EvaluationsOf(user.Id()).AsNoTracking().Where(e => e.ModeratorId == id && e.EventId == eventId)
            .Select(e => new { e.CreatedAt }).SingleOrDefaultAsync(cancellationToken);
        if (evaluation is null)
        {
            return TypedResults.NotFound();
        }

        var embedded = await db.Embeddings.AsNoTracking()
            .SingleOrDefaultAsync(v => v.EventId == eventId && v.CreatedAt == evaluation.CreatedAt && v.ModeratorId == id, cancellationToken);
        var found = embedded is null ? [] : await similar.FindAsync(id, embedded.Embedding, limit ?? DefaultLimit, eventId, cancellationToken);
        return TypedResults.Ok(new Response([.. found.Select(SimilarResponse.From)]));
    }
}

/// <summary>A past case.</summary>
/// <param name="Text">What was said; empty when it was erased.</param>
/// <param name="Outcome"><c>undone</c>, <c>rejected</c> or <c>approved</c> by people, <c>executed</c> without them; null when nothing was done.</param>
/// <param name="Similarity">Cosine, at most 1.</param>
internal sealed record SimilarResponse(
    Guid EventId, string PlatformUserId, string Text, float SeverityScore, string? Reason, string? Outcome, double Similarity, DateTimeOffset CreatedAt)
{
    public static SimilarResponse From(SimilarEvaluation s) =>
        new(s.EventId, s.PlatformUserId, s.Text, s.Severity, s.Reason, s.Outcome, Math.Round(s.Similarity, 4), s.CreatedAt);
}
