using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Moderators;

/// <summary>
/// Which version of a moderator the worker that judges its community goes by (table <c>moderator_acknowledgements</c>). Until it is
/// <see cref="Moderator.Version"/>, a change is under way. A table of its own: on the moderator's row each acknowledgement would
/// make a concurrent change of people fail.
/// </summary>
public sealed class ModeratorAcknowledgement
{
    public Guid ModeratorId { get; init; }

    public long AcknowledgedVersion { get; set; }

    public DateTimeOffset AcknowledgedAt { get; set; }

    /// <summary>Why the worker cannot go by it, and judges by the one before.</summary>
    public string? Error { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<ModeratorAcknowledgement>
    {
        public void Configure(EntityTypeBuilder<ModeratorAcknowledgement> builder)
        {
            builder.ToTable("moderator_acknowledgements");
            builder.HasKey(a => a.ModeratorId).HasName("pk_moderator_acknowledgements");
            builder.HasOne<Moderator>().WithOne().HasForeignKey<ModeratorAcknowledgement>(a => a.ModeratorId)
                .HasConstraintName("fk_moderator_acknowledgements_moderators").OnDelete(DeleteBehavior.Cascade);
        }
    }
}
