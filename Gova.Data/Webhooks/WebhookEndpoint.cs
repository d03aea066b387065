using Gova.Data.Moderators;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Webhooks;

/// <summary>Where a moderator's events are sent to (table <c>webhook_endpoints</c>).</summary>
public sealed class WebhookEndpoint
{
    /// <summary>UUIDv7.</summary>
    public Guid EndpointId { get; init; }

    public Guid ModeratorId { get; init; }

    public string Url { get; set; } = "";

    public string? Description { get; set; }

    /// <summary>What deliveries are signed with, encrypted.</summary>
    public byte[] Secret { get; set; } = [];

    /// <summary>Which key encrypted both secrets.</summary>
    public string KeyId { get; set; } = "";

    /// <summary>The one before a rotation, encrypted: both sign until <see cref="PreviousSecretUntil"/>.</summary>
    public byte[]? PreviousSecret { get; set; }

    public DateTimeOffset? PreviousSecretUntil { get; set; }

    /// <summary>E.g. <c>action.completed</c>.</summary>
    public string[] EventTypes { get; set; } = [];

    public bool IsEnabled { get; set; }

    /// <summary>Why Gova itself turned it off.</summary>
    public string? DisabledReason { get; set; }

    /// <summary>Since when every delivery failed; null after one that did not.</summary>
    public DateTimeOffset? FailingSince { get; set; }

    /// <summary>The account.</summary>
    public Guid CreatedBy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<WebhookEndpoint>
    {
        public void Configure(EntityTypeBuilder<WebhookEndpoint> builder)
        {
            builder.ToTable("webhook_endpoints");
            builder.HasKey(e => e.EndpointId).HasName("pk_webhook_endpoints");
            builder.HasOne<Moderator>().WithMany().HasForeignKey(e => e.ModeratorId)
                .HasConstraintName("fk_webhook_endpoints_moderators").OnDelete(DeleteBehavior.Cascade);
            builder.Property(e => e.Url).HasMaxLength(2048);
            builder.Property(e => e.Description).HasMaxLength(200);
            builder.HasIndex(e => new { e.ModeratorId, e.CreatedAt, e.EndpointId }).IsDescending(false, true, true)
                .HasDatabaseName("ix_webhook_endpoints_moderator");
            builder.HasIndex(e => e.KeyId).HasDatabaseName("ix_webhook_endpoints_key");
        }
    }
}
