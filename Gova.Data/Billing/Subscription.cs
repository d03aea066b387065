using Gova.Data.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Billing;

/// <summary>Where a subscription stands, in Stripe's words.</summary>
public enum SubscriptionStatus
{
    /// <summary>The first payment is awaited.</summary>
    Incomplete,
    IncompleteExpired,
    Trialing,
    Active,

    /// <summary>A renewal could not be paid; Stripe tries again.</summary>
    PastDue,
    Canceled,

    /// <summary>Stripe has stopped trying.</summary>
    Unpaid,
    Paused,
}

/// <summary>A subscription as Stripe last told it (table <c>subscriptions</c>); Stripe's word is the truth, this is a copy.</summary>
public sealed class Subscription
{
    /// <summary>Stripe's id, e.g. <c>sub_…</c>.</summary>
    public string SubscriptionId { get; init; } = "";

    public Guid UserId { get; init; }

    public SubscriptionStatus Status { get; set; }

    /// <summary>Stripe's id of the price, e.g. <c>price_…</c>.</summary>
    public string PriceId { get; set; } = "";

    /// <summary><c>month</c> or <c>year</c>.</summary>
    public string Interval { get; set; } = "";

    public DateTimeOffset CurrentPeriodStart { get; set; }

    public DateTimeOffset CurrentPeriodEnd { get; set; }

    /// <summary>When the oldest invoice that is not paid was made, while it is past due: it may stay so over several periods.</summary>
    public DateTimeOffset? UnpaidSince { get; set; }

    public DateTimeOffset? TrialEnd { get; set; }

    /// <summary>It ends with its period.</summary>
    public bool CancelAtPeriodEnd { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>By Stripe's clock.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<Subscription>
    {
        public void Configure(EntityTypeBuilder<Subscription> builder)
        {
            builder.ToTable("subscriptions", table =>
                table.HasCheckConstraint("ck_subscriptions_status", StatusNames.Check<SubscriptionStatus>("status")));
            builder.HasKey(s => s.SubscriptionId).HasName("pk_subscriptions");
            builder.HasOne<User>().WithMany().HasForeignKey(s => s.UserId)
                .HasConstraintName("fk_subscriptions_users").OnDelete(DeleteBehavior.Cascade);
            builder.Property(s => s.Status).HasSnakeCaseName();
            builder.HasIndex(s => new { s.UserId, s.CreatedAt }).IsDescending(false, true).HasDatabaseName("ix_subscriptions_user");
        }
    }
}
