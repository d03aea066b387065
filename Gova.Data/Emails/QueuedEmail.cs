using Gova.Data.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Emails;

/// <summary>Where an email stands.</summary>
public enum EmailStatus
{
    /// <summary>To be sent at <see cref="QueuedEmail.NextAttemptAt"/>.</summary>
    Pending,
    Sent,

    /// <summary>It failed too often, or nobody can have that address.</summary>
    Failed,
}

/// <summary>An email to be sent, written in the transaction of what it tells of (table <c>emails</c>).</summary>
public sealed class QueuedEmail
{
    /// <summary>UUIDv7.</summary>
    public Guid EmailId { get; init; }

    /// <summary>The account that it is about, with which it goes; null for an invitation or the contact form.</summary>
    public Guid? UserId { get; init; }

    /// <summary>The address.</summary>
    public string Recipient { get; init; } = "";

    /// <summary>Which template.</summary>
    public string Template { get; init; } = "";

    /// <summary>What the template is filled with. It may hold a code, so it is emptied when the email is sent or given up.</summary>
    public string? Data { get; set; }

    /// <summary>E.g. <c>en</c>.</summary>
    public string Language { get; init; } = "en";

    public EmailStatus Status { get; set; }

    public short Attempts { get; set; }

    public DateTimeOffset NextAttemptAt { get; set; }

    /// <summary>Whoever sends it holds it until then.</summary>
    public DateTimeOffset? LeasedUntil { get; set; }

    /// <summary>The provider's id of it.</summary>
    public string? ProviderId { get; set; }

    public string? Error { get; set; }

    /// <summary>With the same key there is one email only.</summary>
    public string? DedupeKey { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? SentAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<QueuedEmail>
    {
        public void Configure(EntityTypeBuilder<QueuedEmail> builder)
        {
            builder.ToTable("emails", table =>
                table.HasCheckConstraint("ck_emails_status", StatusNames.Check<EmailStatus>("status")));
            builder.HasKey(e => e.EmailId).HasName("pk_emails");
            builder.HasOne<User>().WithMany().HasForeignKey(e => e.UserId)
                .HasConstraintName("fk_emails_users").OnDelete(DeleteBehavior.Cascade);
            builder.Property(e => e.Recipient).HasMaxLength(320);
            builder.Property(e => e.Data).HasColumnType("jsonb");
            builder.Property(e => e.Status).HasSnakeCaseName();
            builder.HasIndex(e => e.DedupeKey).IsUnique().HasDatabaseName("ux_emails_dedupe");
            builder.HasIndex(e => e.NextAttemptAt).HasFilter("status = 'pending'").HasDatabaseName("ix_emails_due");
            builder.HasIndex(e => new { e.UserId, e.CreatedAt }).IsDescending(false, true).HasFilter("user_id IS NOT NULL")
                .HasDatabaseName("ix_emails_user");
            builder.HasIndex(e => e.CreatedAt).HasDatabaseName("ix_emails_created");
        }
    }
}
