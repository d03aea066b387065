using Gova.Data.Vectors;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Trends;

/// <summary>A theme that recurs among what was flagged in a community (table <c>trend_clusters</c>).</summary>
public sealed class TrendCluster
{
    public Guid ClusterId { get; init; }

    public Guid ModeratorId { get; init; }

    /// <summary>The words that set its messages apart.</summary>
    public string Name { get; set; } = "";

    /// <summary>The direction of its members' mean.</summary>
    public required Embedding Centroid { get; set; }

    /// <summary>Messages so far.</summary>
    public int Size { get; set; }

    public DateTimeOffset FirstSeenAt { get; init; }

    public DateTimeOffset LastSeenAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<TrendCluster>
    {
        public void Configure(EntityTypeBuilder<TrendCluster> builder)
        {
            builder.ToTable("trend_clusters");
            builder.HasKey(c => c.ClusterId).HasName("pk_trend_clusters");
            builder.Property(c => c.Centroid).HasColumnType($"halfvec({Embedding.Dimensions})");
            builder.HasIndex(c => new { c.ModeratorId, c.LastSeenAt }).IsDescending(false, true).HasDatabaseName("ix_trend_clusters_moderator");
        }
    }
}
