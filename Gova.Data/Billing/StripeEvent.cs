using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Billing;

/// <summary>Where an event from Stripe stands.</summary>
public enum StripeEventStatus
{
    /// <summary>To be handled at <see cref="StripeEvent.NextAttemptAt"/>.</summary>
    Pending,
    Handled,

    /// <summary>Of a kind, or about a customer, that is none of ours.</summary>
    Ignored,

    /// <summary>It failed too often; a command hands it out again.</summary>
    Parked,
}

/// <summary>
/// An event as Stripe sent it (table <c>stripe_events</c>), stored before it is acknowledged and handled afterwards. Its id is the
/// key, so that one event is handled once however often it is sent.
/// </summary>
public sealed class StripeEvent
{
    /// <summary>Stripe's id, e.g. <c>evt_…</c>.</summary>
    public string EventId { get; init; } = "";

    /// <summary>E.g. <c>customer.subscription.updated</c>.</summary>
    public string Type { get; init; } = "";

    /// <summary>Whom it is about, e.g. <c>cus_…</c>; null where the event names nobody.</summary>
    public string? CustomerId { get; init; }

    /// <summary>The event as it was sent. It is emptied some time after it was handled: it holds names and addresses.</summary>
    public string? Payload { get; set; }

    public StripeEventStatus Status { get; set; }

    public short Attempts { get; set; }

    public DateTimeOffset NextAttemptAt { get; set; }

    /// <summary>Whoever handles it holds it until then.</summary>
    public DateTimeOffset? LeasedUntil { get; set; }

    /// <summary>Why it failed, or why it was ignored.</summary>
    public string? Reason { get; set; }

    /// <summary>By Stripe's clock.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ReceivedAt { get; init; }

    public DateTimeOffset? HandledAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<StripeEvent>
    {
        public void Configure(EntityTypeBuilder<StripeEvent> builder)
        {
            builder.ToTable("stripe_events", table =>
                table.HasCheckConstraint("ck_stripe_events_status", StatusNames.Check<StripeEventStatus>("status")));
            builder.HasKey(e => e.EventId).HasName("pk_stripe_events");
            builder.Property(e => e.Payload).HasColumnType("jsonb");
            builder.Property(e => e.Status).HasSnakeCaseName();
            builder.HasIndex(e => e.NextAttemptAt).HasFilter("status = 'pending'").HasDatabaseName("ix_stripe_events_due");
            builder.HasIndex(e => e.ReceivedAt).HasDatabaseName("ix_stripe_events_received");
            builder.HasIndex(e => e.CustomerId).HasFilter("customer_id IS NOT NULL").HasDatabaseName("ix_stripe_events_customer");
        }
    }
}
