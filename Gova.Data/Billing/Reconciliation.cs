using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Billing;

/// <summary>What a comparison with Stripe found (table <c>reconciliations</c>).</summary>
public sealed class Reconciliation
{
    /// <summary>UUIDv7.</summary>
    public Guid ReconciliationId { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Null while it runs, or when it was interrupted.</summary>
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Accounts compared.</summary>
    public int Compared { get; set; }

    /// <summary>Differences that were mended.</summary>
    public int Repaired { get; set; }

    /// <summary>Differences that somebody must look at.</summary>
    public int Reported { get; set; }

    /// <summary>JSON array of the differences: which account, what here, what at Stripe, what was done.</summary>
    public string Findings { get; set; } = "[]";

    internal sealed class Configuration : IEntityTypeConfiguration<Reconciliation>
    {
        public void Configure(EntityTypeBuilder<Reconciliation> builder)
        {
            builder.ToTable("reconciliations");
            builder.HasKey(r => r.ReconciliationId).HasName("pk_reconciliations");
            builder.Property(r => r.Findings).HasColumnType("jsonb");
        }
    }
}
