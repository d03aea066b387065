using Gova.Api.Http;
using Gova.Data;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Evaluations;

/// <summary>Reads what messages said, as long as that is kept: reports hold none of it themselves, so that it goes with its evaluation.</summary>
internal static class MessageTexts
{
    /// <param name="moderatorId">A moderator of the account's own: no other's texts are read.</param>
    public static async Task<IReadOnlyDictionary<Guid, string>> ReadAsync(
        GovaDbContext db, Guid moderatorId, IEnumerable<Guid> eventIds, CancellationToken cancellationToken)
    {
        var ids = eventIds.Distinct().ToList();
        var contexts = ids.Count == 0 ? [] : await db.Evaluations.AsNoTracking()
            .Where(e => e.ModeratorId == moderatorId && ids.Contains(e.EventId))
            .Select(e => new { e.EventId, e.Context }).ToListAsync(cancellationToken);
        var texts = new Dictionary<Guid, string>(contexts.Count);
        foreach (var message in contexts)
        {
            if (Json.Stored(message.Context).TryGetProperty("content", out var content) && content.GetString() is { } text)
            {
                texts[message.EventId] = text;
            }
        }

        return texts;
    }
}
