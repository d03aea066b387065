using System.ComponentModel;
using Gova.Api.Http;
using Gova.Data.Audit;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Audit;

/// <summary>Which entries of an audit log.</summary>
internal readonly record struct AuditFilter(
    [property: Description("Rows to return, 1 to 100, 50 unless given.")] int? Limit,
    [property: Description("Where to go on: next_cursor of the previous answer.")] string? Cursor,
    [property: Description("Only what this account did.")] Guid? Actor,
    [property: Description("Actions, comma-separated, e.g. moderator.updated; member.* is all that begin so.")] string? Action,
    [property: Description("At this time or later.")] DateTimeOffset? From,
    [property: Description("Before this time.")] DateTimeOffset? Until)
{
    public TimeCursor? Check(FieldErrors errors)
    {
        Paging.CheckLimit(Limit, errors);
        errors.Require(Csv.Split(Action) is { Length: <= 20 }, "action", "names too many");
        return TimeCursor.Parse(Cursor, errors);
    }

    /// <summary>The part of the log, newest first.</summary>
    /// <param name="reader">Sees addresses of their own acts only.</param>
    public async Task<KeysetPage<AuditResponse>> ReadAsync(
        IQueryable<AuditEntry> entries, TimeCursor? cursor, Guid reader, CancellationToken cancellationToken)
    {
        var (actor, from, until, limit) = (Actor, From?.ToUniversalTime(), Until?.ToUniversalTime(), Limit ?? Paging.DefaultLimit);
        var actions = Csv.Split(Action).Select(action => EscapeLike(action)).ToArray();
        entries = actor is null ? entries : entries.Where(e => e.ActorUserId == actor);
        entries = actions.Length == 0 ? entries : entries.Where(e => actions.Any(pattern => EF.Functions.Like(e.Action, pattern, "\\")));
        entries = from is null ? entries : entries.Where(e => e.At >= from);
        entries = until is null ? entries : entries.Where(e => e.At < until);
        if (cursor is { } after)
        {
            entries = entries.Where(e => e.At <= after.At
                && EF.Functions.LessThan(ValueTuple.Create(e.At, e.AuditId), ValueTuple.Create(after.At, after.Id)));
        }

        var rows = await entries.AsNoTracking().OrderByDescending(e => e.At).ThenByDescending(e => e.AuditId)
            .Take(limit + 1).ToListAsync(cancellationToken);
        return KeysetPage<AuditResponse>.Of(rows, limit, e => AuditResponse.From(e, reader), e => new TimeCursor(e.At, e.AuditId));
    }

    private static string EscapeLike(string action)
    {
        var isPrefix = action.EndsWith('*');
        var text = (isPrefix ? action[..^1] : action).Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
        return isPrefix ? $"{text}%" : text;
    }
}
