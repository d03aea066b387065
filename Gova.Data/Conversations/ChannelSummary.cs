using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Conversations;

/// <summary>What a channel has been talking about, in a model's words (table <c>channel_summaries</c>): context for later reviews.</summary>
public sealed class ChannelSummary
{
    public Guid ModeratorId { get; init; }

    public long ChannelId { get; init; }

    public string Summary { get; set; } = "";

    /// <summary>The newest message that it covers.</summary>
    public long ThroughMessageId { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<ChannelSummary>
    {
        public void Configure(EntityTypeBuilder<ChannelSummary> builder)
        {
            builder.ToTable("channel_summaries");
            builder.HasKey(s => new { s.ModeratorId, s.ChannelId }).HasName("pk_channel_summaries");
        }
    }
}
