using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Actions;

/// <summary>An engaged kill switch (table <c>kill_switches</c>): while the row exists, no action of a moderator is executed there.</summary>
public sealed class KillSwitch
{
    /// <summary>The scope that means every server.</summary>
    public const long Everywhere = 0;

    /// <summary>A server's snowflake, or <see cref="Everywhere"/>.</summary>
    public long Scope { get; init; }

    public DateTimeOffset EngagedAt { get; init; }

    /// <summary>Who engaged it: a platform user or an operator, for people to read.</summary>
    public string EngagedBy { get; init; } = "";

    public string? Reason { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<KillSwitch>
    {
        public void Configure(EntityTypeBuilder<KillSwitch> builder)
        {
            builder.ToTable("kill_switches");
            builder.HasKey(k => k.Scope).HasName("pk_kill_switches");
            builder.Property(k => k.Scope).ValueGeneratedNever();
        }
    }
}
