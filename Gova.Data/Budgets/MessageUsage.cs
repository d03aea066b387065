using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Budgets;

/// <summary>How many messages of an account's communities were judged on one day (table <c>message_usage</c>): what its tier limits.</summary>
public sealed class MessageUsage
{
    /// <summary>The owner of the moderators.</summary>
    public Guid UserId { get; init; }

    /// <summary>In UTC.</summary>
    public DateOnly Day { get; init; }

    /// <summary>Counted before they are judged, by each worker for a batch at once, so that all of them together keep the limit.</summary>
    public long Messages { get; init; }

    /// <summary>Those that came when the limit was reached.</summary>
    public long Refused { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<MessageUsage>
    {
        public void Configure(EntityTypeBuilder<MessageUsage> builder)
        {
            builder.ToTable("message_usage");
            builder.HasKey(u => new { u.UserId, u.Day }).HasName("pk_message_usage");
            builder.HasOne<Accounts.User>().WithMany().HasForeignKey(u => u.UserId)
                .HasConstraintName("fk_message_usage_users").OnDelete(DeleteBehavior.Cascade);
        }
    }
}
