using Gova.Data.Moderators;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Teams;

/// <summary>An invitation to help with a moderator (table <c>invitations</c>), for whoever has the address and the emailed token.</summary>
public sealed class Invitation
{
    /// <summary>UUIDv7.</summary>
    public Guid InvitationId { get; init; }

    public Guid ModeratorId { get; init; }

    /// <summary>In lower case.</summary>
    public string Email { get; init; } = "";

    public ModeratorRole Role { get; set; }

    /// <summary>SHA-256; sending it again renews it.</summary>
    public byte[] TokenHash { get; set; } = [];

    /// <summary>The account that invites.</summary>
    public Guid InvitedBy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset? AcceptedAt { get; set; }

    public Guid? AcceptedBy { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<Invitation>
    {
        public void Configure(EntityTypeBuilder<Invitation> builder)
        {
            const string IsOpen = "accepted_at IS NULL AND revoked_at IS NULL";
            builder.ToTable("invitations", table =>
            {
                table.HasCheckConstraint("ck_invitations_role", StatusNames.Check<ModeratorRole>("role"));
                table.HasCheckConstraint("ck_invitations_email", "email = lower(email)");
            });
            builder.HasKey(i => i.InvitationId).HasName("pk_invitations");
            builder.HasOne<Moderator>().WithMany().HasForeignKey(i => i.ModeratorId)
                .HasConstraintName("fk_invitations_moderators").OnDelete(DeleteBehavior.Cascade);
            builder.Property(i => i.Email).HasMaxLength(320);
            builder.Property(i => i.Role).HasSnakeCaseName();
            builder.HasIndex(i => i.TokenHash).IsUnique().HasDatabaseName("ux_invitations_token");
            builder.HasIndex(i => new { i.ModeratorId, i.Email }).IsUnique().HasFilter(IsOpen).HasDatabaseName("ux_invitations_open");
            builder.HasIndex(i => new { i.ModeratorId, i.CreatedAt, i.InvitationId }).IsDescending(false, true, true)
                .HasDatabaseName("ix_invitations_moderator");
            builder.HasIndex(i => i.Email).HasFilter(IsOpen).HasDatabaseName("ix_invitations_email");
        }
    }
}
