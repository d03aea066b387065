using Gova.Data.Accounts;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Gova.Tests.Data.Accounts;

public sealed class UserTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_deleted_accounts_name_and_address_are_free_again()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await using var db = database.CreateContext();
        var user = User.Register("Ada", "ada@example.org", Samples.Now);
        db.Add(user);
        await db.SaveChangesAsync(Stop);

        user.Delete(Samples.Now);
        db.Add(User.Register("ada", "Ada@example.org", Samples.Now));
        await db.SaveChangesAsync(Stop);

        Assert.Equal(1, await db.Users.CountAsync(u => u.DeletedAt == null, Stop));
    }

    [Fact]
    public async Task Of_an_account_and_purpose_one_code_lives()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await using var db = database.CreateContext();
        var user = User.Register("ada", "ada@example.org", Samples.Now);
        db.AddRange(user, Code(user, CodePurpose.VerifyEmail, Samples.Now), Code(user, CodePurpose.VerifyEmail), Code(user, CodePurpose.ResetPassword));
        await db.SaveChangesAsync(Stop);

        db.Add(Code(user, CodePurpose.VerifyEmail));
        var refused = await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync(Stop));

        Assert.Equal("ux_user_codes_live", ((PostgresException)refused.InnerException!).ConstraintName);
    }

    private static UserCode Code(User user, CodePurpose purpose, DateTimeOffset? usedAt = null) => new()
    {
        CodeId = Guid.CreateVersion7(Samples.Now), UserId = user.UserId, Purpose = purpose, CreatedAt = Samples.Now, ExpiresAt = Samples.Now, UsedAt = usedAt,
    };
}
