using Gova.Messaging.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Actions;

/// <summary>An action on a member or message, from decision to outcome (seed table <c>action_events</c>).</summary>
public sealed class ActionEvent
{
    /// <summary>How long an approved action waits for its executor: punishing later than that would surprise everyone.</summary>
    public static readonly TimeSpan ExecutionWindow = TimeSpan.FromMinutes(10);

    private ActionEvent()
    {
    }

    public Guid ActionId { get; private init; }

    /// <summary>The evaluation that led to it. No foreign key: evaluations are dropped by month.</summary>
    public Guid EventId { get; private init; }

    /// <summary>The evaluation's partition key.</summary>
    public DateTimeOffset EventCreatedAt { get; private init; }

    public Guid ModeratorId { get; private init; }

    public string Platform { get; private init; } = "";

    public long GuildId { get; private init; }

    public long ChannelId { get; private init; }

    public long MessageId { get; private init; }

    /// <summary>The target: always the message's author, bound by the server.</summary>
    public string PlatformUserId { get; private init; } = "";

    /// <summary><c>reply</c>, <c>delete</c>, <c>timeout</c> or <c>kick</c>.</summary>
    public string ActionType { get; private init; } = "";

    /// <summary>E.g. <c>{"duration": 3600}</c> in seconds, <c>{"content": "…"}</c>.</summary>
    public string ActionParams { get; private init; } = "{}";

    public ActionStatus Status { get; private set; }

    /// <summary>Why it was decided.</summary>
    public string? Reason { get; private init; }

    /// <summary>Why it failed, was refused, or is unknown.</summary>
    public string? ErrorMsg { get; private set; }

    /// <summary>The account that approved or rejected it; null when the policy did.</summary>
    public Guid? DecidedBy { get; private set; }

    /// <summary>While <see cref="ActionStatus.Executing"/>: until when the executor has it.</summary>
    public DateTimeOffset? LeaseUntil { get; private set; }

    /// <summary>Until when a human may approve; once approved, until when it may be executed.</summary>
    public DateTimeOffset ExpiresAt { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>The last transition: while <see cref="ActionStatus.Executing"/>, the claim.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }

    public DateTimeOffset? ExecutedAt { get; private set; }

    /// <summary>Trace of the message that led here.</summary>
    public string? Traceparent { get; private init; }

    /// <inheritdoc cref="Evaluations.EvaluationEvent.RecordedXid"/>
    public ulong RecordedXid { get; private init; }

    /// <summary>A human approves, which starts the <see cref="ExecutionWindow"/>. The event belongs in the outbox of the same transaction.</summary>
    /// <exception cref="InvalidTransitionException">It does not await approval, or has expired.</exception>
    public ActionApprovedEvent Approve(Guid decidedBy, DateTimeOffset now)
    {
        if (now >= ExpiresAt)
        {
            throw new InvalidTransitionException("action", nameof(ActionStatus.Expired), nameof(ActionStatus.Approved));
        }

        MoveTo(ActionStatus.Approved, now, ActionStatus.AwaitingApproval);
        DecidedBy = decidedBy;
        ExpiresAt = now + ExecutionWindow;
        return new ActionApprovedEvent(ActionId, ModeratorId, GuildId);
    }

    /// <summary>A human says no.</summary>
    /// <exception cref="InvalidTransitionException">It does not await approval.</exception>
    public void Reject(Guid decidedBy, string? reason, DateTimeOffset now)
    {
        MoveTo(ActionStatus.Rejected, now, ActionStatus.AwaitingApproval);
        DecidedBy = decidedBy;
        ErrorMsg = reason;
    }

    /// <summary>The executor reports.</summary>
    /// <exception cref="InvalidTransitionException">It is not executing, or <paramref name="outcome"/> is no outcome.</exception>
    public ActionPerformedModeratorEvent Finish(ActionStatus outcome, string? error, DateTimeOffset now)
    {
        if (outcome is not (ActionStatus.Completed or ActionStatus.Failed or ActionStatus.Unknown or ActionStatus.Expired))
        {
            throw new InvalidTransitionException("action", Status.ToString(), outcome.ToString());
        }

        MoveTo(outcome, now, ActionStatus.Executing);
        LeaseUntil = null;
        ErrorMsg = error;
        ExecutedAt = outcome == ActionStatus.Completed ? now : null;
        return new ActionPerformedModeratorEvent(ActionId, EventId, ModeratorId, ActionType, StatusNames.Of(outcome), error);
    }

    private void MoveTo(ActionStatus to, DateTimeOffset now, ActionStatus from)
    {
        if (Status != from)
        {
            throw new InvalidTransitionException("action", Status.ToString(), to.ToString());
        }

        Status = to;
        UpdatedAt = now;
    }

    internal sealed class Configuration : IEntityTypeConfiguration<ActionEvent>
    {
        public void Configure(EntityTypeBuilder<ActionEvent> builder)
        {
            builder.ToTable("action_events", table => table.HasCheckConstraint(
                "ck_action_events_status",
                $"status IN ({string.Join(", ", Enum.GetValues<ActionStatus>().Select(s => $"'{StatusNames.Of(s)}'"))})"));
            builder.HasKey(a => a.ActionId).HasName("pk_action_events");
            builder.HasOne<Moderators.Moderator>().WithMany().HasForeignKey(a => a.ModeratorId)
                .HasConstraintName("fk_action_events_moderators").OnDelete(DeleteBehavior.Cascade);
            builder.Property(a => a.ActionParams).HasColumnType("jsonb");
            builder.Property(a => a.Status).HasSnakeCaseName();
            builder.Property(a => a.RecordedXid).HasColumnType("xid8").HasDefaultValueSql("pg_current_xact_id()");
            builder.Property<uint>("xmin").IsRowVersion();
            builder.HasIndex(a => new { a.EventId, a.ActionType }).IsUnique().HasDatabaseName("ux_action_events_evaluation");
            builder.HasIndex(a => new { a.ModeratorId, a.CreatedAt }).IsDescending(false, true).HasDatabaseName("ix_action_events_moderator");
            builder.HasIndex(a => a.LeaseUntil).HasFilter("status = 'executing'").HasDatabaseName("ix_action_events_lease");
            builder.HasIndex(a => a.ExpiresAt).HasFilter("status IN ('awaiting_approval', 'approved')")
                .HasDatabaseName("ix_action_events_expiry");
            builder.HasIndex(a => a.RecordedXid).HasDatabaseName("ix_action_events_recorded");
        }
    }
}
