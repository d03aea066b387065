using Gova.Data.Accounts;
using Gova.Data.Moderators;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Teams;

/// <summary>Somebody whom the owner of a moderator let in (table <c>moderator_members</c>).</summary>
public sealed class ModeratorMember
{
    public Guid ModeratorId { get; init; }

    public Guid UserId { get; init; }

    public ModeratorRole Role { get; set; }

    /// <summary>The account that invited them.</summary>
    public Guid AddedBy { get; init; }

    public DateTimeOffset AddedAt { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<ModeratorMember>
    {
        public void Configure(EntityTypeBuilder<ModeratorMember> builder)
        {
            builder.ToTable("moderator_members", table =>
                table.HasCheckConstraint("ck_moderator_members_role", StatusNames.Check<ModeratorRole>("role")));
            builder.HasKey(m => new { m.ModeratorId, m.UserId }).HasName("pk_moderator_members");
            builder.HasOne<Moderator>().WithMany().HasForeignKey(m => m.ModeratorId)
                .HasConstraintName("fk_moderator_members_moderators").OnDelete(DeleteBehavior.Cascade);
            builder.HasOne<User>().WithMany().HasForeignKey(m => m.UserId)
                .HasConstraintName("fk_moderator_members_users").OnDelete(DeleteBehavior.Cascade);
            builder.Property(m => m.Role).HasSnakeCaseName();
            // Answers "where may this account do what" from the index alone.
            builder.HasIndex(m => new { m.UserId, m.Role, m.ModeratorId }).HasDatabaseName("ix_moderator_members_user");
        }
    }
}
