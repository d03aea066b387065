using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Actions;

/// <summary>The mapping of <see cref="ActionEvent"/>.</summary>
internal sealed class ActionEventConfiguration : IEntityTypeConfiguration<ActionEvent>
{
    public void Configure(EntityTypeBuilder<ActionEvent> builder)
    {
        builder.ToTable("action_events", table =>
            table.HasCheckConstraint("ck_action_events_status", StatusNames.Check<ActionStatus>("status")));
        builder.HasKey(a => a.ActionId).HasName("pk_action_events");
        builder.HasOne<Moderators.Moderator>().WithMany().HasForeignKey(a => a.ModeratorId)
            .HasConstraintName("fk_action_events_moderators").OnDelete(DeleteBehavior.Cascade);
        builder.Property(a => a.ActionParams).HasColumnType("jsonb");
        builder.Property(a => a.Result).HasColumnType("jsonb");
        builder.Property(a => a.Status).HasSnakeCaseName();
        builder.Property(a => a.Origin).HasSnakeCaseName().HasDefaultValue(ActionOrigin.Policy).HasSentinel((ActionOrigin)(-1));
        builder.Property(a => a.RecordedXid).HasColumnType("xid8").HasDefaultValueSql("pg_current_xact_id()");
        builder.Property<uint>("xmin").IsRowVersion();
        builder.HasIndex(a => new { a.EventId, a.ActionType }).IsUnique().HasDatabaseName("ux_action_events_evaluation");
        builder.HasIndex(a => new { a.ModeratorId, a.MessageId, a.ActionType, a.TextHash }).IsUnique()
            .HasFilter("text_hash IS NOT NULL AND status NOT IN ('refused', 'shadowed', 'failed', 'expired')")
            .HasDatabaseName("ux_action_events_text");
        builder.HasIndex(a => new { a.ModeratorId, a.CreatedAt }).IsDescending(false, true).HasDatabaseName("ix_action_events_moderator");
        builder.HasIndex(a => a.LeaseUntil).HasFilter("status = 'executing'").HasDatabaseName("ix_action_events_lease");
        builder.HasIndex(a => a.ExpiresAt).HasFilter("status IN ('awaiting_approval', 'approved')")
            .HasDatabaseName("ix_action_events_expiry");
        builder.HasIndex(a => a.RevertsAt).HasFilter("status = 'completed' AND reverts_at IS NOT NULL")
            .HasDatabaseName("ix_action_events_reverts");
        builder.HasIndex(a => a.UndoesActionId).IsUnique()
            .HasFilter("status NOT IN ('failed', 'rejected', 'refused', 'shadowed', 'expired', 'unknown')")
            .HasDatabaseName("ux_action_events_undo");
        builder.HasIndex(a => new { a.GuildId, a.UpdatedAt }).HasFilter("status IN ('executing', 'completed', 'unknown', 'undone')")
            .HasDatabaseName("ix_action_events_enforced");
        builder.HasIndex(a => new { a.ModeratorId, a.PlatformUserId, a.CreatedAt }).IsDescending(false, false, true)
            .HasDatabaseName("ix_action_events_member");
        // A list filtered by status; without a filter ix_action_events_moderator serves.
        builder.HasIndex(a => new { a.ModeratorId, a.Status, a.CreatedAt, a.ActionId }).IsDescending(false, false, true, true)
            .HasDatabaseName("ix_action_events_moderator_status");
        builder.HasIndex(a => a.RecordedXid).HasDatabaseName("ix_action_events_recorded");
    }
}
