using Microsoft.EntityFrameworkCore;

namespace Gova.Data.Emails;

/// <summary>Puts emails where a sender takes them from, in the transaction of what they tell of.</summary>
public static class EmailQueue
{
    /// <summary>
    /// Adds an email to what the next save writes. A second one with the same key fails that save: use
    /// <see cref="AddOnceAsync"/> where a repetition is no mistake.
    /// </summary>
    /// <param name="to">The address.</param>
    /// <param name="dedupeKey">With the same key there is one email only.</param>
    /// <param name="userId">The account that it is about, with which it goes.</param>
    public static QueuedEmail Add(
        GovaDbContext db, string to, Email email, DateTimeOffset now, string? dedupeKey = null, Guid? userId = null)
    {
        var queued = new QueuedEmail
        {
            EmailId = Guid.CreateVersion7(now),
            UserId = userId,
            Recipient = to,
            Template = email.TemplateName(),
            Data = email.Data(),
            NextAttemptAt = now,
            CreatedAt = now,
            DedupeKey = dedupeKey,
        };
        db.Emails.Add(queued);
        return queued;
    }

    /// <summary>Adds an email at once, in the context's transaction if it has one, unless there is one with that key.</summary>
    /// <returns>Whether it was added.</returns>
    public static async Task<bool> AddOnceAsync(
        GovaDbContext db, string to, Email email, DateTimeOffset now, string dedupeKey, Guid? userId, CancellationToken cancellationToken) =>
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO emails (email_id, user_id, recipient, template, data, language, status, attempts, next_attempt_at, dedupe_key, created_at)
            VALUES ({Guid.CreateVersion7(now)}, {userId}, {to}, {email.TemplateName()}, {email.Data()}::jsonb, 'en', 'pending', 0, {now},
                {dedupeKey}, {now})
            ON CONFLICT (dedupe_key) DO NOTHING
            """,
            cancellationToken) > 0;
}
