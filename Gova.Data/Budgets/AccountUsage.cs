using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Budgets;

/// <summary>What an account's communities used on one day (table <c>account_usage</c>): what its tier limits.</summary>
public sealed class AccountUsage
{
    /// <summary>The owner of the moderators.</summary>
    public Guid UserId { get; init; }

    /// <summary>In UTC.</summary>
    public DateOnly Day { get; init; }

    /// <summary>Messages judged.</summary>
    public long Messages { get; init; }

    /// <summary>Those that came when the limit was reached.</summary>
    public long Refused { get; init; }

    /// <summary>Tokens that models read and wrote.</summary>
    public long ModelTokens { get; init; }

    /// <summary>What models cost, in US dollars, by the configured prices.</summary>
    public decimal ModelCost { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<AccountUsage>
    {
        public void Configure(EntityTypeBuilder<AccountUsage> builder)
        {
            builder.ToTable("account_usage");
            builder.HasKey(u => new { u.UserId, u.Day }).HasName("pk_account_usage");
            builder.Property(u => u.ModelCost).HasColumnType("numeric(14,8)");
            builder.HasOne<Accounts.User>().WithMany().HasForeignKey(u => u.UserId)
                .HasConstraintName("fk_account_usage_users").OnDelete(DeleteBehavior.Cascade);
        }
    }
}
