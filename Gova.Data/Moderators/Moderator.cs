using Gova.Messaging.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Moderators;

/// <summary>Whether a moderator judges (<see cref="Online"/>), judges without proposing (<see cref="Paused"/>), or rests.</summary>
public enum ModeratorStatus
{
    Offline,
    Online,
    Paused,
}

/// <summary>An AI moderator of one community (seed table <c>moderators</c>).</summary>
public sealed class Moderator
{
    private Moderator()
    {
    }

    public Guid ModeratorId { get; private init; }

    /// <summary>The owner.</summary>
    public Guid UserId { get; private init; }

    /// <summary>Unique per owner.</summary>
    public string Name { get; private set; } = "";

    public string? Description { get; private set; }

    /// <summary>Lower case, e.g. <c>discord</c>.</summary>
    public string Platform { get; private init; } = "";

    /// <summary>The guild's snowflake as text.</summary>
    public string PlatformServerId { get; private init; } = "";

    /// <summary>The configuration as JSON; its shape belongs to the engine.</summary>
    public string Conf { get; private set; } = "{}";

    public ModeratorStatus Status { get; private set; }

    /// <summary>Grows with every change; readers of the moderators topic ignore older ones.</summary>
    public long Version { get; private set; }

    /// <summary>Since when a human decides everything, because the moderator acted too much; null when it decides itself.</summary>
    public DateTimeOffset? ApprovalOnlySince { get; private set; }

    public string? ApprovalOnlyReason { get; private set; }

    /// <summary>Since when it rests because its owner's tier has no room for it; null when that is not why, or it was started since.</summary>
    public DateTimeOffset? OverLimitSince { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public static Moderator Create(
        Guid userId, string name, string? description, string platform, string platformServerId, string conf, DateTimeOffset now) => new()
    {
        ModeratorId = Guid.CreateVersion7(now),
        UserId = userId,
        Name = name.Trim(),
        Description = description,
        Platform = platform,
        PlatformServerId = platformServerId,
        Conf = conf,
        Version = 1,
        CreatedAt = now,
        UpdatedAt = now,
    };

    /// <summary>Goes online. The event belongs in the outbox of the same transaction.</summary>
    /// <exception cref="InvalidTransitionException">It is online already.</exception>
    public StartModeratorEvent Start(DateTimeOffset now)
    {
        MoveTo(ModeratorStatus.Online, now);
        OverLimitSince = null;
        return new StartModeratorEvent(ModeratorId, Version);
    }

    /// <summary>Goes offline.</summary>
    /// <exception cref="InvalidTransitionException">It is offline already.</exception>
    public StopModeratorEvent Stop(string? reason, DateTimeOffset now)
    {
        MoveTo(ModeratorStatus.Offline, now);
        return new StopModeratorEvent(ModeratorId, Version, reason);
    }

    /// <summary>Goes offline because its owner's tier has no room for it.</summary>
    /// <exception cref="InvalidTransitionException">It is offline already.</exception>
    public StopModeratorEvent StopOverLimit(string reason, DateTimeOffset now)
    {
        var stopped = Stop(reason, now);
        OverLimitSince = now;
        return stopped;
    }

    /// <summary>Goes on judging and proposes nothing.</summary>
    /// <exception cref="InvalidTransitionException">It is not online.</exception>
    public PauseModeratorEvent Pause(DateTimeOffset now)
    {
        if (Status != ModeratorStatus.Online)
        {
            throw new InvalidTransitionException("moderator", Status.ToString(), nameof(ModeratorStatus.Paused));
        }

        MoveTo(ModeratorStatus.Paused, now);
        return new PauseModeratorEvent(ModeratorId, Version);
    }

    /// <summary>Proposes again.</summary>
    /// <exception cref="InvalidTransitionException">It is not paused.</exception>
    public StartModeratorEvent Resume(DateTimeOffset now)
    {
        if (Status != ModeratorStatus.Paused)
        {
            throw new InvalidTransitionException("moderator", Status.ToString(), nameof(ModeratorStatus.Online));
        }

        return Start(now);
    }

    /// <summary>From now on a human decides everything. Null when that is so already.</summary>
    public UpdateConfigModeratorEvent? RequireApproval(string reason, DateTimeOffset now)
    {
        if (ApprovalOnlySince is not null)
        {
            return null;
        }

        ApprovalOnlySince = now;
        ApprovalOnlyReason = reason;
        Touch(now);
        return new UpdateConfigModeratorEvent(ModeratorId, Version);
    }

    /// <summary>It decides itself again, as far as its configuration grants. Null when that is so already.</summary>
    public UpdateConfigModeratorEvent? RestoreAutonomy(DateTimeOffset now)
    {
        if (ApprovalOnlySince is null)
        {
            return null;
        }

        ApprovalOnlySince = null;
        ApprovalOnlyReason = null;
        Touch(now);
        return new UpdateConfigModeratorEvent(ModeratorId, Version);
    }

    /// <summary>Replaces the configuration.</summary>
    public UpdateConfigModeratorEvent Configure(string conf, DateTimeOffset now)
    {
        Conf = conf;
        Touch(now);
        return new UpdateConfigModeratorEvent(ModeratorId, Version);
    }

    /// <summary>Replaces what people changed, in one version.</summary>
    public UpdateConfigModeratorEvent Change(string name, string? description, string conf, DateTimeOffset now)
    {
        Name = name.Trim();
        Description = description;
        return Configure(conf, now);
    }

    private void MoveTo(ModeratorStatus status, DateTimeOffset now)
    {
        if (Status == status)
        {
            throw new InvalidTransitionException("moderator", Status.ToString(), status.ToString());
        }

        Status = status;
        Touch(now);
    }

    private void Touch(DateTimeOffset now)
    {
        Version++;
        UpdatedAt = now;
    }

    internal sealed class Configuration : IEntityTypeConfiguration<Moderator>
    {
        public void Configure(EntityTypeBuilder<Moderator> builder)
        {
            builder.ToTable("moderators", table =>
                table.HasCheckConstraint("ck_moderators_status", "status IN ('online', 'offline', 'paused')"));
            builder.HasKey(m => m.ModeratorId).HasName("pk_moderators");
            builder.HasOne<Accounts.User>().WithMany().HasForeignKey(m => m.UserId)
                .HasConstraintName("fk_moderators_users").OnDelete(DeleteBehavior.Cascade);
            builder.Property(m => m.Name).HasMaxLength(100);
            builder.Property(m => m.Description).HasMaxLength(200);
            builder.Property(m => m.Conf).HasColumnType("jsonb");
            builder.Property(m => m.Status).HasSnakeCaseName();
            builder.Property<uint>("xmin").IsRowVersion();
            builder.HasIndex(m => new { m.UserId, m.Name }).IsUnique().HasDatabaseName("ux_moderators_user_name");
            builder.HasIndex(m => new { m.Platform, m.PlatformServerId }).IsUnique().HasDatabaseName("ux_moderators_server");
        }
    }
}
