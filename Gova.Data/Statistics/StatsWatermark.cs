using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Statistics;

/// <summary>How far the statistics have counted (table <c>stats_watermarks</c>).</summary>
public sealed class StatsWatermark
{
    public string Name { get; init; } = "";

    /// <summary>All that transactions before this one wrote is counted.</summary>
    public ulong RecordedXid { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<StatsWatermark>
    {
        public void Configure(EntityTypeBuilder<StatsWatermark> builder)
        {
            builder.ToTable("stats_watermarks");
            builder.HasKey(w => w.Name).HasName("pk_stats_watermarks");
            builder.Property(w => w.RecordedXid).HasColumnType("xid8");
        }
    }
}
