using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Webhooks;

/// <summary>Where a delivery stands.</summary>
public enum DeliveryStatus
{
    Pending,
    Delivered,

    /// <summary>It failed and is tried again at <see cref="WebhookDelivery.NextAttemptAt"/>.</summary>
    Failed,

    /// <summary>It failed too often, or the endpoint refused for good.</summary>
    Dead,
}

/// <summary>One event on its way to one endpoint (table <c>webhook_deliveries</c>); when it is over, the log of that.</summary>
public sealed class WebhookDelivery
{
    /// <summary>UUIDv7.</summary>
    public Guid DeliveryId { get; init; }

    public Guid EndpointId { get; init; }

    /// <summary>What the receiver tells repetitions by; once for each endpoint.</summary>
    public Guid EventId { get; init; }

    /// <summary>E.g. <c>action.completed</c>.</summary>
    public string EventType { get; init; } = "";

    /// <summary>The body. Postgres orders its members anew: what is sent and signed is what is read from here.</summary>
    public string Payload { get; init; } = "{}";

    public DeliveryStatus Status { get; set; }

    public short Attempts { get; set; }

    public DateTimeOffset NextAttemptAt { get; set; }

    /// <summary>Whoever delivers it holds it until then.</summary>
    public DateTimeOffset? LeasedUntil { get; set; }

    /// <summary>The last answer's HTTP status; null when there was none.</summary>
    public short? LastStatus { get; set; }

    public string? LastError { get; set; }

    /// <summary>Milliseconds that the last attempt took.</summary>
    public int? LastDuration { get; set; }

    /// <summary>The beginning of the last answer.</summary>
    public string? ResponseExcerpt { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastAttemptAt { get; set; }

    public DateTimeOffset? DeliveredAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<WebhookDelivery>
    {
        public void Configure(EntityTypeBuilder<WebhookDelivery> builder)
        {
            builder.ToTable("webhook_deliveries", table =>
                table.HasCheckConstraint("ck_webhook_deliveries_status", StatusNames.Check<DeliveryStatus>("status")));
            builder.HasKey(d => d.DeliveryId).HasName("pk_webhook_deliveries");
            builder.HasOne<WebhookEndpoint>().WithMany().HasForeignKey(d => d.EndpointId)
                .HasConstraintName("fk_webhook_deliveries_endpoints").OnDelete(DeleteBehavior.Cascade);
            builder.Property(d => d.Payload).HasColumnType("jsonb");
            builder.Property(d => d.Status).HasSnakeCaseName();
            builder.Property(d => d.ResponseExcerpt).HasMaxLength(1000);
            builder.HasIndex(d => new { d.EndpointId, d.EventId }).IsUnique().HasDatabaseName("ux_webhook_deliveries_event");
            builder.HasIndex(d => new { d.EndpointId, d.CreatedAt, d.DeliveryId }).IsDescending(false, true, true)
                .HasDatabaseName("ix_webhook_deliveries_endpoint");
            builder.HasIndex(d => d.NextAttemptAt).HasFilter("status IN ('pending', 'failed')").HasDatabaseName("ix_webhook_deliveries_due");
            // What is over is kept for a while only.
            builder.HasIndex(d => d.CreatedAt).HasDatabaseName("ix_webhook_deliveries_created");
        }
    }
}
