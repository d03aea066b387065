using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Evaluations;

/// <summary>Where the judgement of a message stands.</summary>
public enum EvaluationStatus
{
    /// <summary>Recorded; waits in the review queue for a model.</summary>
    PendingReview,

    /// <summary>Judged; <see cref="EvaluationEvent.SeverityScore"/> says how severe.</summary>
    Judged,

    /// <summary>No usable verdict could be had; nothing was done, and the reason says why.</summary>
    NoVerdict,
}

/// <summary>
/// One revision of one message, judged (seed table <c>evaluation_events</c>). Partitioned by month on
/// <see cref="CreatedAt"/>; unique on moderator, message and revision, so that redelivery changes nothing.
/// Written by <see cref="RecordEvaluations"/> and <see cref="ReviewQueue"/>, read through the context.
/// </summary>
public sealed class EvaluationEvent
{
    private EvaluationEvent()
    {
    }

    public Guid EventId { get; private init; }

    public Guid ModeratorId { get; private init; }

    /// <summary>The author on the platform.</summary>
    public string PlatformUserId { get; private init; } = "";

    /// <summary>0 (safe) to 1 (critical); null until judged.</summary>
    public float? SeverityScore { get; private init; }

    /// <summary>The author's standing after this message, 0 to 1; lower is worse.</summary>
    public float? BehaviourScore { get; private init; }

    /// <summary>The message as it was (text, names) and where it stood.</summary>
    public string Context { get; private init; } = "{}";

    public long ChannelId { get; private init; }

    public long MessageId { get; private init; }

    /// <summary>0 for the original text, the edit's time in Unix milliseconds for an edit.</summary>
    public long Revision { get; private init; }

    public EvaluationStatus Status { get; private init; }

    /// <summary>Which tier decided: <c>rule</c>, <c>duplicate</c>, <c>triage</c>, <c>model</c>, <c>second_model</c>, <c>quota</c> or <c>none</c>.</summary>
    public string DecidedBy { get; private init; } = "";

    public string? Reason { get; private init; }

    /// <summary>How the verdict came about: rule, figures, guideline, model, tokens, cost (<c>Gova.Moderation.Policy.Explanation</c>).</summary>
    public string? Explanation { get; private init; }

    /// <summary>What the model was shown beside the message: conversation, summary, record, similar cases. Kept as long as the text.</summary>
    public string? Seen { get; private init; }

    /// <summary>When the message was posted, from its snowflake.</summary>
    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>When the verdict was recorded.</summary>
    public DateTimeOffset? JudgedAt { get; private init; }

    /// <summary>
    /// Transaction that last wrote the row: the live feed's cursor. Below the oldest running transaction nothing can still
    /// appear, so a reader that stops there misses nothing, whatever the order of commits.
    /// </summary>
    public ulong RecordedXid { get; private init; }

    internal sealed class Configuration : IEntityTypeConfiguration<EvaluationEvent>
    {
        public void Configure(EntityTypeBuilder<EvaluationEvent> builder)
        {
            builder.ToTable("evaluation_events", table => table.HasCheckConstraint(
                "ck_evaluation_events_status", "status IN ('pending_review', 'judged', 'no_verdict')"));
            builder.HasKey(e => new { e.EventId, e.CreatedAt }).HasName("pk_evaluation_events");
            builder.Property(e => e.Context).HasColumnType("jsonb");
            builder.Property(e => e.Explanation).HasColumnType("jsonb");
            builder.Property(e => e.Seen).HasColumnType("jsonb");
            builder.Property(e => e.Status).HasSnakeCaseName();
            builder.Property(e => e.RecordedXid).HasColumnType("xid8").HasDefaultValueSql("pg_current_xact_id()");
            builder.HasIndex(e => new { e.ModeratorId, e.MessageId, e.Revision, e.CreatedAt }).IsUnique()
                .HasDatabaseName("ux_evaluation_events_message");
            builder.HasIndex(e => new { e.ModeratorId, e.CreatedAt }).IsDescending(false, true)
                .HasDatabaseName("ix_evaluation_events_moderator");
            // On every row, for 3 µs each: without it, what a rare member wrote is found by reading the moderator's millions.
            builder.HasIndex(e => new { e.ModeratorId, e.PlatformUserId, e.CreatedAt }).IsDescending(false, false, true)
                .HasDatabaseName("ix_evaluation_events_member");
            builder.HasIndex(e => new { e.ModeratorId, e.CreatedAt }, "flagged").IsDescending(false, true)
                .HasFilter("severity_score >= 0.3").HasDatabaseName("ix_evaluation_events_moderator_flagged");
            // The words of what was flagged: the index is on an expression; see the migration and FlaggedText.
            builder.HasIndex(e => e.JudgedAt).HasFilter("severity_score >= 0.3").HasDatabaseName("ix_evaluation_events_flagged");
            builder.HasIndex(e => e.RecordedXid).HasDatabaseName("ix_evaluation_events_recorded");
        }
    }
}
