using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Reputation;

/// <summary>A member's standing in a community, and the events that moved it (table <c>member_records</c>).</summary>
public sealed class MemberRecord
{
    public Guid ModeratorId { get; init; }

    /// <summary>The member on the platform.</summary>
    public string PlatformUserId { get; init; } = "";

    /// <summary>0 to 1, lower is worse, at <see cref="UpdatedAt"/>; it recovers with time.</summary>
    public float Score { get; set; }

    /// <summary>What the member is called, as last seen; null when nobody has looked.</summary>
    public string? Name { get; set; }

    /// <summary>JSON list of the events, the newest first.</summary>
    public string Events { get; set; } = "[]";

    public DateTimeOffset UpdatedAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<MemberRecord>
    {
        public void Configure(EntityTypeBuilder<MemberRecord> builder)
        {
            builder.ToTable("member_records");
            builder.HasKey(m => new { m.ModeratorId, m.PlatformUserId }).HasName("pk_member_records");
            builder.HasIndex(m => new { m.ModeratorId, m.Score, m.PlatformUserId }).HasDatabaseName("ix_member_records_score");
            builder.Property(m => m.Events).HasColumnType("jsonb");
        }
    }
}
