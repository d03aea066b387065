using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Trends;

/// <summary>A message that belongs to a theme (table <c>trend_members</c>).</summary>
public sealed class TrendMember
{
    public Guid ClusterId { get; init; }

    /// <summary>The evaluation.</summary>
    public Guid EventId { get; init; }

    /// <summary>The evaluation's partition key.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The tenant; part of every search.</summary>
    public Guid ModeratorId { get; init; }

    /// <summary>The author on the platform.</summary>
    public string PlatformUserId { get; init; } = "";

    /// <summary>Cosine to the theme when it joined.</summary>
    public float Similarity { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<TrendMember>
    {
        public void Configure(EntityTypeBuilder<TrendMember> builder)
        {
            builder.ToTable("trend_members");
            builder.HasKey(m => new { m.ClusterId, m.EventId }).HasName("pk_trend_members");
            builder.HasOne<TrendCluster>().WithMany().HasForeignKey(m => m.ClusterId)
                .HasConstraintName("fk_trend_members_clusters").OnDelete(DeleteBehavior.Cascade);
            builder.HasIndex(m => new { m.ModeratorId, m.PlatformUserId }).HasDatabaseName("ix_trend_members_member");
        }
    }
}
