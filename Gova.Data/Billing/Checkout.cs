using Gova.Data.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Billing;

/// <summary>Where a checkout stands.</summary>
public enum CheckoutStatus
{
    /// <summary>Stripe is asked, or the customer is on Stripe's page.</summary>
    Open,
    Completed,
    Expired,
}

/// <summary>
/// An account's way to a subscription (table <c>checkouts</c>). The row comes before Stripe is asked and its id is the
/// idempotency key, so that a request that is made again after a crash finds the same session. An account has one open at most.
/// </summary>
public sealed class Checkout
{
    /// <summary>UUIDv7.</summary>
    public Guid CheckoutId { get; init; }

    public Guid UserId { get; init; }

    /// <summary><c>month</c> or <c>year</c>.</summary>
    public string Interval { get; init; } = "";

    public CheckoutStatus Status { get; set; }

    /// <summary>Stripe's id, e.g. <c>cs_…</c>; null until Stripe has answered.</summary>
    public string? SessionId { get; set; }

    /// <summary>Stripe's page.</summary>
    public string? Url { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<Checkout>
    {
        public void Configure(EntityTypeBuilder<Checkout> builder)
        {
            builder.ToTable("checkouts", table =>
                table.HasCheckConstraint("ck_checkouts_status", StatusNames.Check<CheckoutStatus>("status")));
            builder.HasKey(c => c.CheckoutId).HasName("pk_checkouts");
            builder.HasOne<User>().WithMany().HasForeignKey(c => c.UserId)
                .HasConstraintName("fk_checkouts_users").OnDelete(DeleteBehavior.Cascade);
            builder.Property(c => c.Status).HasSnakeCaseName();
            builder.HasIndex(c => c.UserId).IsUnique().HasFilter("status = 'open'").HasDatabaseName("ux_checkouts_open");
            builder.HasIndex(c => c.SessionId).IsUnique().HasDatabaseName("ux_checkouts_session");
        }
    }
}
