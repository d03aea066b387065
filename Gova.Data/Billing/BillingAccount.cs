using Gova.Data.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Billing;

/// <summary>
/// What is remembered of an account towards Stripe (table <c>billing_accounts</c>). The customer's id is
/// <see cref="User.StripeCustomerId"/>.
/// </summary>
public sealed class BillingAccount
{
    public Guid UserId { get; init; }

    /// <summary>
    /// When Stripe was first asked for a customer. Within its 24 hours the same idempotency key yields the same customer; after
    /// them an unfinished request is looked for among Stripe's customers before another is made.
    /// </summary>
    public DateTimeOffset? CustomerRequestedAt { get; set; }

    /// <summary>
    /// The number, from the sequence <c>stripe_reads</c>, that the stored subscriptions were asked for under. Numbers are taken
    /// before Stripe is asked, and an answer to an older number never replaces one to a newer.
    /// </summary>
    public long ReadNumber { get; set; }

    /// <summary>Until when a subscription that cannot be paid still grants its tier; null while none is past due.</summary>
    public DateTimeOffset? GraceEndsAt { get; set; }

    /// <summary>How many notices of this grace period the owner was sent.</summary>
    public short GraceNotices { get; set; }

    /// <summary>When <see cref="User.PricingTier"/> changed last through a subscription.</summary>
    public DateTimeOffset? TierChangedAt { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<BillingAccount>
    {
        public void Configure(EntityTypeBuilder<BillingAccount> builder)
        {
            builder.ToTable("billing_accounts");
            builder.HasKey(a => a.UserId).HasName("pk_billing_accounts");
            builder.HasOne<User>().WithMany().HasForeignKey(a => a.UserId)
                .HasConstraintName("fk_billing_accounts_users").OnDelete(DeleteBehavior.Cascade);
            builder.HasIndex(a => a.GraceEndsAt).HasFilter("grace_ends_at IS NOT NULL").HasDatabaseName("ix_billing_accounts_grace");
        }
    }
}
