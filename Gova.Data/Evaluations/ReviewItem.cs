using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Evaluations;

/// <summary>A message that waits for a model (table <c>review_queue</c>). Removed in the transaction that records the verdict.</summary>
public sealed class ReviewItem
{
    private ReviewItem()
    {
    }

    public long ReviewId { get; private init; }

    public Guid EventId { get; private init; }

    /// <summary>The evaluation's partition key.</summary>
    public DateTimeOffset EventCreatedAt { get; private init; }

    public Guid ModeratorId { get; private init; }

    /// <summary>Higher goes first within a moderator.</summary>
    public short Priority { get; private init; }

    /// <summary>Not before: the end of a lease or of a back-off.</summary>
    public DateTimeOffset AvailableAt { get; private init; }

    /// <summary>Claims so far, including the one under way.</summary>
    public int Attempts { get; private init; }

    /// <summary>Trace of the message, continued by the review.</summary>
    public string? Traceparent { get; private init; }

    internal sealed class Configuration : IEntityTypeConfiguration<ReviewItem>
    {
        public void Configure(EntityTypeBuilder<ReviewItem> builder)
        {
            builder.ToTable("review_queue");
            builder.HasKey(r => r.ReviewId).HasName("pk_review_queue");
            builder.Property(r => r.ReviewId).UseIdentityAlwaysColumn();
            builder.Property(r => r.Attempts).HasDefaultValue(0);
            builder.HasIndex(r => new { r.ModeratorId, r.Priority, r.ReviewId }).IsDescending(false, true, false)
                .HasDatabaseName("ix_review_queue_moderator");
        }
    }
}
