using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Moderators;

/// <summary>A configuration that a moderator had or has (table <c>moderator_configurations</c>): the one with the highest version.</summary>
public sealed class ConfigurationVersion
{
    private ConfigurationVersion()
    {
    }

    public Guid ModeratorId { get; private init; }

    /// <summary>The moderator's version that it came with. Other changes take numbers too, so there are gaps.</summary>
    public long Version { get; private init; }

    public string Conf { get; private init; } = "{}";

    /// <summary>The account that wrote it; null when Gova did.</summary>
    public Guid? Author { get; private init; }

    public DateTimeOffset At { get; private init; }

    /// <summary>The version whose configuration it repeats; null when it was written anew.</summary>
    public long? RolledBackFrom { get; private init; }

    public string? Note { get; private init; }

    /// <summary>What the moderator has now. It belongs in the transaction that creates or configures it.</summary>
    public static ConfigurationVersion Of(Moderator moderator, Guid? author, DateTimeOffset now, long? rolledBackFrom = null, string? note = null) => new()
    {
        ModeratorId = moderator.ModeratorId,
        Version = moderator.Version,
        Conf = moderator.Conf,
        Author = author,
        At = now,
        RolledBackFrom = rolledBackFrom,
        Note = note,
    };

    internal sealed class Configuration : IEntityTypeConfiguration<ConfigurationVersion>
    {
        public void Configure(EntityTypeBuilder<ConfigurationVersion> builder)
        {
            builder.ToTable("moderator_configurations");
            // Read backwards, the key is the history.
            builder.HasKey(c => new { c.ModeratorId, c.Version }).HasName("pk_moderator_configurations");
            builder.HasOne<Moderator>().WithMany().HasForeignKey(c => c.ModeratorId)
                .HasConstraintName("fk_moderator_configurations_moderators").OnDelete(DeleteBehavior.Cascade);
            builder.Property(c => c.Conf).HasColumnType("jsonb");
            builder.Property(c => c.Note).HasMaxLength(500);
        }
    }
}
