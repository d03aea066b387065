using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Audit;

/// <summary>What kind of somebody did it.</summary>
public enum AuditActor
{
    User,

    /// <summary>A program with an api key of <see cref="AuditEntry.ActorUserId"/>.</summary>
    ApiKey,

    /// <summary>Gova itself.</summary>
    System,

    /// <summary>Somebody in Discord, who need not have an account.</summary>
    Discord,
}

/// <summary>
/// Who changed what, from what to what (table <c>audit_log</c>). Append only: services may insert and read. It refers to accounts
/// and moderators without foreign keys, so that it outlives them. What an erasure must take out of it,
/// <see cref="RedactAudit"/> takes, and nothing else can.
/// </summary>
public sealed class AuditEntry
{
    /// <summary>UUIDv7.</summary>
    public Guid AuditId { get; init; }

    public DateTimeOffset At { get; init; }

    public AuditActor ActorKind { get; init; }

    /// <summary>The account; null when there is none.</summary>
    public Guid? ActorUserId { get; init; }

    /// <summary>Who it was in Discord.</summary>
    public string? ActorPlatformUserId { get; init; }

    /// <summary>What they were called then; null once erased.</summary>
    public string? ActorName { get; init; }

    /// <summary>The moderator that it is about: who may administer it reads it.</summary>
    public Guid? ModeratorId { get; init; }

    /// <summary>The account that it is about: who owns it reads it.</summary>
    public Guid? AccountUserId { get; init; }

    /// <summary>E.g. <c>moderator.updated</c>.</summary>
    public string Action { get; init; } = "";

    /// <summary>E.g. <c>action</c>, <c>invitation</c>, <c>platform_user</c>.</summary>
    public string TargetKind { get; init; } = "";

    public string? TargetId { get; init; }

    /// <summary>JSON object of what was different, as it was; null when it is new or erased. Never a secret or a member's text.</summary>
    public string? Before { get; init; }

    /// <summary>And as it is.</summary>
    public string? After { get; init; }

    public IPAddress? IpAddress { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<AuditEntry>
    {
        public void Configure(EntityTypeBuilder<AuditEntry> builder)
        {
            builder.ToTable("audit_log", table =>
                table.HasCheckConstraint("ck_audit_log_actor_kind", StatusNames.Check<AuditActor>("actor_kind")));
            builder.HasKey(e => e.AuditId).HasName("pk_audit_log");
            builder.Property(e => e.ActorKind).HasSnakeCaseName();
            builder.Property(e => e.Before).HasColumnType("jsonb");
            builder.Property(e => e.After).HasColumnType("jsonb");
            builder.HasIndex(e => new { e.ModeratorId, e.At, e.AuditId }).IsDescending(false, true, true)
                .HasFilter("moderator_id IS NOT NULL").HasDatabaseName("ix_audit_log_moderator");
            builder.HasIndex(e => new { e.AccountUserId, e.At, e.AuditId }).IsDescending(false, true, true)
                .HasFilter("account_user_id IS NOT NULL").HasDatabaseName("ix_audit_log_account");
            builder.HasIndex(e => e.ActorUserId).HasFilter("actor_user_id IS NOT NULL").HasDatabaseName("ix_audit_log_actor");
            builder.HasIndex(e => e.TargetId).HasFilter("target_id IS NOT NULL").HasDatabaseName("ix_audit_log_target");
        }
    }
}
