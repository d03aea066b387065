using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Connections;

/// <summary>
/// Where a shard's gateway session stands (table <c>discord_sessions</c>): enough to resume after a restart from the last
/// event that Kafka has acknowledged.
/// </summary>
public sealed class DiscordSession
{
    /// <summary>Shard id.</summary>
    public int ShardId { get; init; }

    /// <summary>Shards at the time; a session of another count cannot be resumed.</summary>
    public int ShardCount { get; set; }

    public string SessionId { get; set; } = "";

    /// <summary>Where Discord wants resumes.</summary>
    public string ResumeGatewayUrl { get; set; } = "";

    /// <summary>Last sequence number whose event, and all before it, Kafka has acknowledged.</summary>
    public long Sequence { get; set; }

    /// <summary>When the newest message of those happened: where a gap begins once Discord no longer knows the session.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<DiscordSession>
    {
        public void Configure(EntityTypeBuilder<DiscordSession> builder)
        {
            builder.ToTable("discord_sessions");
            builder.HasKey(s => s.ShardId).HasName("pk_discord_sessions");
            builder.Property(s => s.ShardId).ValueGeneratedNever();
        }
    }
}
