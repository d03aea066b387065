using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Privacy;

/// <summary>Whom an erasure is about.</summary>
public enum ErasureKind
{
    /// <summary>An account, with its moderators.</summary>
    Account,

    /// <summary>A member of a moderator's community.</summary>
    PlatformUser,
}

/// <summary>Where an erasure stands.</summary>
public enum ErasureStatus
{
    Queued,
    Running,
    Completed,

    /// <summary>It is not tried again; <see cref="Erasure.Error"/> says why.</summary>
    Failed,
}

/// <summary>
/// A job that erases everything about somebody (table <c>erasures</c>), and the proof of it: when it is over, only a hash tells
/// whom it was about. No foreign keys: it outlives what it erases.
/// </summary>
public sealed class Erasure
{
    /// <summary>UUIDv7.</summary>
    public Guid ErasureId { get; init; }

    public ErasureKind Kind { get; init; }

    /// <summary>The account's or the member's id, as long as the job needs it.</summary>
    public string? Subject { get; set; }

    /// <summary>SHA-256 of the subject.</summary>
    public byte[] SubjectHash { get; init; } = [];

    /// <summary>Where the member is; null for an account.</summary>
    public Guid? ModeratorId { get; init; }

    /// <summary>The account that asked for it.</summary>
    public Guid RequestedBy { get; init; }

    public ErasureStatus Status { get; set; }

    /// <summary>JSON object: rows erased by table, so far.</summary>
    public string Counts { get; set; } = "{}";

    public string? Error { get; set; }

    /// <summary>Whoever runs it holds it until then.</summary>
    public DateTimeOffset? LeasedUntil { get; set; }

    public DateTimeOffset RequestedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<Erasure>
    {
        public void Configure(EntityTypeBuilder<Erasure> builder)
        {
            const string IsOpen = "status IN ('queued', 'running')";
            builder.ToTable("erasures", table =>
            {
                table.HasCheckConstraint("ck_erasures_kind", StatusNames.Check<ErasureKind>("kind"));
                table.HasCheckConstraint("ck_erasures_status", StatusNames.Check<ErasureStatus>("status"));
                table.HasCheckConstraint("ck_erasures_subject", "status <> 'completed' OR subject IS NULL");
            });
            builder.HasKey(e => e.ErasureId).HasName("pk_erasures");
            builder.Property(e => e.Kind).HasSnakeCaseName();
            builder.Property(e => e.Status).HasSnakeCaseName();
            builder.Property(e => e.Counts).HasColumnType("jsonb");
            builder.HasIndex(e => new { e.Kind, e.ModeratorId, e.SubjectHash }).IsUnique().AreNullsDistinct(false).HasFilter(IsOpen)
                .HasDatabaseName("ux_erasures_open");
            builder.HasIndex(e => e.LeasedUntil).HasFilter(IsOpen).HasDatabaseName("ix_erasures_open");
            builder.HasIndex(e => new { e.ModeratorId, e.RequestedAt, e.ErasureId }).IsDescending(false, true, true)
                .HasDatabaseName("ix_erasures_moderator");
            builder.HasIndex(e => new { e.RequestedBy, e.RequestedAt, e.ErasureId }).IsDescending(false, true, true)
                .HasDatabaseName("ix_erasures_requester");
        }
    }
}
