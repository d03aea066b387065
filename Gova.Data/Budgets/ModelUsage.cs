using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Budgets;

/// <summary>What a moderator's reviews used of one model tier on one day (table <c>model_usage</c>).</summary>
public sealed class ModelUsage
{
    public Guid ModeratorId { get; init; }

    /// <summary>In UTC.</summary>
    public DateOnly Day { get; init; }

    /// <summary>E.g. <c>model</c>, <c>second_model</c>, <c>summary</c>.</summary>
    public string Tier { get; init; } = "";

    public int Requests { get; init; }

    public int Messages { get; init; }

    public long InputTokens { get; init; }

    public long OutputTokens { get; init; }

    /// <summary>In US dollars, by the configured prices.</summary>
    public decimal Cost { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<ModelUsage>
    {
        public void Configure(EntityTypeBuilder<ModelUsage> builder)
        {
            builder.ToTable("model_usage");
            builder.HasKey(u => new { u.ModeratorId, u.Day, u.Tier }).HasName("pk_model_usage");
            builder.Property(u => u.Cost).HasColumnType("numeric(14,8)");
        }
    }
}
