using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Actions;

/// <summary>The card by which moderators decide an action in their log channel (table <c>review_cards</c>).</summary>
public sealed class ReviewCard
{
    public Guid ActionId { get; init; }

    public long GuildId { get; init; }

    public long ChannelId { get; init; }

    /// <summary>Null until it is posted.</summary>
    public long? MessageId { get; set; }

    /// <summary>The action's status that the card shows; null until it is posted.</summary>
    public ActionStatus? ShownStatus { get; set; }

    /// <summary>Attempts since the last success: those that failed, and one that is under way or died.</summary>
    public int Failures { get; set; }

    /// <summary>Why the last attempt to post or change it failed.</summary>
    public string? LastError { get; set; }

    /// <summary>Before this nothing is attempted.</summary>
    public DateTimeOffset NextAttemptAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<ReviewCard>
    {
        public void Configure(EntityTypeBuilder<ReviewCard> builder)
        {
            builder.ToTable("review_cards");
            builder.HasKey(c => c.ActionId).HasName("pk_review_cards");
            builder.HasOne<ActionEvent>().WithOne().HasForeignKey<ReviewCard>(c => c.ActionId)
                .HasConstraintName("fk_review_cards_actions").OnDelete(DeleteBehavior.Cascade);
            builder.Property(c => c.ShownStatus).HasConversion(
                status => status == null ? null : StatusNames.Of(status.Value),
                text => text == null ? null : StatusNames.Parse<ActionStatus>(text));
            builder.HasIndex(c => c.NextAttemptAt).HasDatabaseName("ix_review_cards_next_attempt");
        }
    }
}
