using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Accounts;

/// <summary>What an emailed code allows, and nothing else.</summary>
public enum CodePurpose
{
    VerifyEmail,
    ResetPassword,
    ChangeEmail,
    ChangePassword,
    ChangeUsername,
    DeleteAccount,
}

/// <summary>A code that was emailed (table <c>user_codes</c>): of one account, for one purpose, once. At most one of them is live.</summary>
public sealed class UserCode
{
    /// <summary>UUIDv7.</summary>
    public Guid CodeId { get; init; }

    public Guid UserId { get; init; }

    public CodePurpose Purpose { get; init; }

    /// <summary>Keyed hash: a code is short, so its plain hash could be guessed from a copy of the table.</summary>
    public byte[] CodeHash { get; init; } = [];

    /// <summary>The new value that it confirms: an address, a name, or a password's hash.</summary>
    public string? Payload { get; init; }

    /// <summary>Wrong guesses so far.</summary>
    public short Attempts { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; set; }

    /// <summary>When a newer one took its place, or it was guessed at too often.</summary>
    public DateTimeOffset? RevokedAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<UserCode>
    {
        public void Configure(EntityTypeBuilder<UserCode> builder)
        {
            builder.ToTable("user_codes", table =>
                table.HasCheckConstraint("ck_user_codes_purpose", StatusNames.Check<CodePurpose>("purpose")));
            builder.HasKey(c => c.CodeId).HasName("pk_user_codes");
            builder.HasOne<User>().WithMany().HasForeignKey(c => c.UserId)
                .HasConstraintName("fk_user_codes_users").OnDelete(DeleteBehavior.Cascade);
            builder.Property(c => c.Purpose).HasSnakeCaseName();
            builder.HasIndex(c => new { c.UserId, c.Purpose }).IsUnique().HasFilter("used_at IS NULL AND revoked_at IS NULL")
                .HasDatabaseName("ux_user_codes_live");
            // How many were sent lately.
            builder.HasIndex(c => new { c.UserId, c.Purpose, c.CreatedAt }).IsDescending(false, false, true)
                .HasDatabaseName("ix_user_codes_user");
            builder.HasIndex(c => c.ExpiresAt).HasDatabaseName("ix_user_codes_expiry");
        }
    }
}
