using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Alerts;

/// <summary>What moderators should know at once.</summary>
public enum AlertKind
{
    /// <summary>Several members or channels posted nearly the same within a short time.</summary>
    Campaign,

    /// <summary>A theme among what is flagged grows.</summary>
    Trend,

    /// <summary>The day's model budget is spent: only the local tiers judge.</summary>
    Budget,

    /// <summary>The day's messages are used up: none is judged until the next day.</summary>
    Quota,
}

/// <summary>An alert (table <c>alerts</c>). One subject is raised once; what is learnt later changes it.</summary>
public sealed class Alert
{
    /// <summary>UUIDv7.</summary>
    public Guid AlertId { get; init; }

    public Guid ModeratorId { get; init; }

    public AlertKind Kind { get; init; }

    /// <summary>Tells one subject of a kind from another.</summary>
    public string Subject { get; init; } = "";

    public string Title { get; set; } = "";

    /// <summary>JSON object: members, channels, messages, figures.</summary>
    public string Details { get; set; } = "{}";

    public DateTimeOffset RaisedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>When a moderator saw to it.</summary>
    public DateTimeOffset? AcknowledgedAt { get; set; }

    /// <summary>The account that did.</summary>
    public Guid? AcknowledgedBy { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<Alert>
    {
        public void Configure(EntityTypeBuilder<Alert> builder)
        {
            builder.ToTable("alerts");
            builder.HasKey(a => a.AlertId).HasName("pk_alerts");
            builder.Property(a => a.Kind).HasSnakeCaseName();
            builder.Property(a => a.Details).HasColumnType("jsonb");
            builder.HasIndex(a => new { a.ModeratorId, a.Kind, a.Subject }).IsUnique().HasDatabaseName("ux_alerts_subject");
            builder.HasIndex(a => new { a.ModeratorId, a.RaisedAt }).IsDescending(false, true).HasDatabaseName("ix_alerts_moderator");
        }
    }
}
