using System.Net;
using Gova.Data.Audit;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Gova.Tests.Data.Audit;

public sealed class RedactAuditTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("UPDATE audit_log SET action = 'other'")]
    [InlineData("DELETE FROM audit_log")]
    [InlineData("TRUNCATE audit_log")]
    public async Task Services_can_write_and_read_the_audit_log_but_not_change_it(string sql)
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await AddAsync(database, Entry());

        var refused = await Assert.ThrowsAsync<PostgresException>(() => database.ScalarAsync<int>(sql, Stop));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        Assert.Equal(1L, await database.ScalarAsync<long>("SELECT count(*) FROM audit_log", Stop));
    }

    [Fact]
    public async Task An_erased_accounts_entries_stay_without_what_tells_of_it()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await using var connection = await database.DataSource.OpenConnectionAsync(Stop);
        var (erased, other) = (Guid.NewGuid(), Guid.NewGuid());
        var did = Entry(actor: erased);
        var suffered = Entry(actor: other, account: erased);
        var unrelated = Entry(actor: other, account: other);
        await AddAsync(database, did, suffered, unrelated);

        Assert.Equal(2, await RedactAudit.AccountAsync(connection, erased, Stop));

        Assert.Equal($"{erased}: - - {{\"name\": \"old\"}}", await ShowAsync(database, did));
        Assert.Equal($"{other}: ada 192.0.2.1 -", await ShowAsync(database, suffered));
        Assert.Equal($"{other}: ada 192.0.2.1 {{\"name\": \"old\"}}", await ShowAsync(database, unrelated));
    }

    [Fact]
    public async Task An_erased_members_id_is_found_again_only_by_its_hash_and_only_in_that_community()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await using var connection = await database.DataSource.OpenConnectionAsync(Stop);
        var (here, elsewhere) = (Guid.NewGuid(), Guid.NewGuid());
        var target = Entry(moderator: here, member: "42");
        var stays = Entry(moderator: elsewhere, member: "42");
        await AddAsync(database, target, stays);

        Assert.Equal(1, await RedactAudit.MemberAsync(connection, here, "42", Stop));

        await using var db = database.CreateContext();
        var found = await db.AuditLog.SingleAsync(e => e.AuditId == target.AuditId, Stop);
        Assert.Equal("73475cb40a568e8da8a045ced110137e159f890ac4da883b6b17dc651b3a8049", found.TargetId);
        Assert.Null(found.Before);
        Assert.Equal("42", (await db.AuditLog.SingleAsync(e => e.AuditId == stays.AuditId, Stop)).TargetId);
    }

    private static AuditEntry Entry(Guid? actor = null, Guid? account = null, Guid? moderator = null, string? member = null) => new()
    {
        AuditId = Guid.CreateVersion7(Samples.Now),
        At = Samples.Now,
        ActorKind = AuditActor.User,
        ActorUserId = actor,
        ActorName = "ada",
        AccountUserId = account,
        ModeratorId = moderator,
        Action = "account.renamed",
        TargetKind = member is null ? "account" : "platform_user",
        TargetId = member ?? account?.ToString(),
        Before = """{"name": "old"}""",
        IpAddress = IPAddress.Parse("192.0.2.1"),
    };

    private static async Task AddAsync(TestDatabase database, params AuditEntry[] entries)
    {
        await using var db = database.CreateContext();
        db.AddRange(entries);
        await db.SaveChangesAsync(Stop);
    }

    private static Task<string?> ShowAsync(TestDatabase database, AuditEntry entry) => database.ScalarAsync<string>(
        $"""
        SELECT format('%s: %s %s %s', actor_user_id, coalesce(actor_name, '-'), coalesce(host(ip_address), '-'), coalesce(before::text, '-'))
        FROM audit_log WHERE audit_id = '{entry.AuditId}'
        """, Stop);
}
