using Gova.Data.Moderators;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Statistics;

/// <summary>
/// What happened in a quarter of an hour of a moderator's community (table <c>quarter_hour_stats</c>), by the time of the messages
/// and of the actions. Quarters, since every time zone's days begin at one. It outlives the evaluations that it counts.
/// </summary>
public sealed class QuarterHourStats
{
    public Guid ModeratorId { get; init; }

    /// <summary>Its beginning.</summary>
    public DateTimeOffset At { get; init; }

    public int Evaluations { get; init; }

    /// <summary>Of a severity of 0.3 or more.</summary>
    public int Flagged { get; init; }

    /// <summary>Waiting for a model.</summary>
    public int Pending { get; init; }

    public int NoVerdict { get; init; }

    /// <summary>Of a severity below 0.2.</summary>
    public int Fine { get; init; }

    /// <summary>Below 0.4.</summary>
    public int Minor { get; init; }

    /// <summary>Below 0.6.</summary>
    public int Moderate { get; init; }

    /// <summary>Below 0.8.</summary>
    public int Serious { get; init; }

    /// <summary>And from there on.</summary>
    public int Severe { get; init; }

    /// <summary>Actions of the policy and of people's commands, without what was refused or decided in shadow.</summary>
    public int Actions { get; init; }

    /// <summary>All actions by type and where they stand: <c>{"delete": {"completed": 3, "rejected": 1}}</c>.</summary>
    public string ActionsByType { get; init; } = "{}";

    internal sealed class Configuration : IEntityTypeConfiguration<QuarterHourStats>
    {
        public void Configure(EntityTypeBuilder<QuarterHourStats> builder)
        {
            builder.ToTable("quarter_hour_stats");
            builder.HasKey(s => new { s.ModeratorId, s.At }).HasName("pk_quarter_hour_stats");
            builder.HasOne<Moderator>().WithMany().HasForeignKey(s => s.ModeratorId)
                .HasConstraintName("fk_quarter_hour_stats_moderators").OnDelete(DeleteBehavior.Cascade);
            builder.Property(s => s.ActionsByType).HasColumnType("jsonb");
        }
    }
}
