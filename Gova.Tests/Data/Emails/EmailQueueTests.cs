using Gova.Data.Emails;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Data.Emails;

public sealed class EmailQueueTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly DateTimeOffset Now = new FakeClock().GetUtcNow();

    [Fact]
    public async Task An_email_is_written_with_what_it_tells_of_or_not_at_all()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await using var db = database.CreateContext();
        await using (await db.Database.BeginTransactionAsync(Stop))
        {
            EmailQueue.Add(db, "ada@example.org", new PasswordChanged("ada", Now), Now);
            await db.SaveChangesAsync(Stop);
        }

        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM emails", Stop));
        db.ChangeTracker.Clear();
        EmailQueue.Add(db, "ada@example.org", new VerifyEmail("ada", "K7P2QX", 15), Now);
        await db.SaveChangesAsync(Stop);

        var email = await db.Emails.AsNoTracking().SingleAsync(Stop);
        Assert.Equal(("verify_email", "ada@example.org", EmailStatus.Pending, Now), (email.Template, email.Recipient, email.Status, email.NextAttemptAt));
        Assert.Equal("""{"code": "K7P2QX", "minutes": 15, "username": "ada"}""", email.Data);
    }

    [Fact]
    public async Task Of_one_key_there_is_one_email()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await using var db = database.CreateContext();
        var notice = new QuotaReached("ada", "FREE", 1_000, Now);

        Assert.True(await EmailQueue.AddOnceAsync(db, "ada@example.org", notice, Now, "quota:1:2026-11-20", null, Stop));
        Assert.False(await EmailQueue.AddOnceAsync(db, "ada@example.org", notice, Now, "quota:1:2026-11-20", null, Stop));
        Assert.True(await EmailQueue.AddOnceAsync(db, "ada@example.org", notice, Now, "quota:1:2026-11-21", null, Stop));

        Assert.Equal(2, await db.Emails.CountAsync(e => e.Template == "quota_reached" && e.Status == EmailStatus.Pending, Stop));
    }
}
