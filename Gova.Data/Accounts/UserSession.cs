using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Accounts;

/// <summary>Why a session is over before its time.</summary>
public enum SessionEnd
{
    /// <summary>Its owner signed out.</summary>
    Logout,

    /// <summary>Its owner ended it from another one.</summary>
    Revoked,

    /// <summary>A refresh token came a second time: somebody else has it, so the whole family ends.</summary>
    Reused,

    PasswordChanged,
    AccountDeleted,
}

/// <summary>
/// One refresh token of one sign-in (table <c>user_sessions</c>). Each refresh rotates: the old row stays with
/// <see cref="RotatedAt"/>, so that its second use is recognised, and a new one of the same family follows. People see the
/// family's last row as their session.
/// </summary>
public sealed class UserSession
{
    /// <summary>UUIDv7.</summary>
    public Guid SessionId { get; init; }

    public Guid UserId { get; init; }

    /// <summary>The sign-in: the id of its first row, whose UUIDv7 tells when it was.</summary>
    public Guid FamilyId { get; init; }

    /// <summary>SHA-256 of the token, which is random and long.</summary>
    public byte[] RefreshTokenHash { get; init; } = [];

    /// <summary>SHA-256 of the secret that a browser proves itself with beside its cookie; null for a client without cookies.</summary>
    public byte[]? CsrfHash { get; init; }

    /// <summary>When the token was exchanged for the next.</summary>
    public DateTimeOffset? RotatedAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    public SessionEnd? RevokedReason { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset LastUsedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; init; }

    public IPAddress? IpAddress { get; init; }

    public string? UserAgent { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<UserSession>
    {
        public void Configure(EntityTypeBuilder<UserSession> builder)
        {
            builder.ToTable("user_sessions", table =>
                table.HasCheckConstraint("ck_user_sessions_revoked_reason", StatusNames.Check<SessionEnd>("revoked_reason")));
            builder.HasKey(s => s.SessionId).HasName("pk_user_sessions");
            builder.HasOne<User>().WithMany().HasForeignKey(s => s.UserId)
                .HasConstraintName("fk_user_sessions_users").OnDelete(DeleteBehavior.Cascade);
            builder.Property(s => s.RevokedReason).HasConversion<string?>(
                reason => reason == null ? null : StatusNames.Of(reason.Value),
                text => text == null ? null : StatusNames.Parse<SessionEnd>(text));
            builder.Property(s => s.UserAgent).HasMaxLength(512);
            builder.HasIndex(s => s.RefreshTokenHash).IsUnique().HasDatabaseName("ux_user_sessions_token");
            builder.HasIndex(s => s.FamilyId).HasDatabaseName("ix_user_sessions_family");
            builder.HasIndex(s => new { s.UserId, s.CreatedAt, s.SessionId }).IsDescending(false, true, true)
                .HasDatabaseName("ix_user_sessions_user");
            builder.HasIndex(s => s.ExpiresAt).HasDatabaseName("ix_user_sessions_expiry");
        }
    }
}
