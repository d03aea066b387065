using Gova.Data.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Connections;

/// <summary>Whether a connection still works.</summary>
public enum ConnectionStatus
{
    Active,

    /// <summary>The platform takes its tokens no more: its owner must link it anew.</summary>
    Broken,
}

/// <summary>An account's identity on a platform, with its tokens (table <c>platform_connections</c>). Unlinking deletes the row.</summary>
public sealed class PlatformConnection
{
    /// <summary>UUIDv7.</summary>
    public Guid ConnectionId { get; init; }

    public Guid UserId { get; init; }

    /// <summary>Lower case, e.g. <c>discord</c>.</summary>
    public string Platform { get; init; } = "";

    /// <summary>Of one account only.</summary>
    public string PlatformUserId { get; init; } = "";

    /// <summary>What they are called there.</summary>
    public string Name { get; set; } = "";

    /// <summary>The platform's name of their picture.</summary>
    public string? Avatar { get; set; }

    /// <summary>Encrypted, bound to <see cref="UserId"/>. Empty while it is being refreshed, since <see cref="UpdatedAt"/>.</summary>
    public byte[] AccessToken { get; set; } = [];

    /// <summary>Whether somebody exchanges the tokens for others.</summary>
    public bool IsRefreshing => AccessToken.Length == 0;

    /// <summary>Encrypted, bound to <see cref="UserId"/>.</summary>
    public byte[]? RefreshToken { get; set; }

    /// <summary>Which key encrypted both.</summary>
    public string KeyId { get; set; } = "";

    public string[] Scopes { get; set; } = [];

    /// <summary>Of the access token.</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    public ConnectionStatus Status { get; set; }

    public DateTimeOffset LinkedAt { get; init; }

    /// <summary>The last refresh, or when one was begun.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<PlatformConnection>
    {
        public void Configure(EntityTypeBuilder<PlatformConnection> builder)
        {
            builder.ToTable("platform_connections", table =>
                table.HasCheckConstraint("ck_platform_connections_status", StatusNames.Check<ConnectionStatus>("status")));
            builder.HasKey(c => c.ConnectionId).HasName("pk_platform_connections");
            builder.HasOne<User>().WithMany().HasForeignKey(c => c.UserId)
                .HasConstraintName("fk_platform_connections_users").OnDelete(DeleteBehavior.Cascade);
            builder.Ignore(c => c.IsRefreshing);
            builder.Property(c => c.Status).HasSnakeCaseName();
            builder.Property<uint>("xmin").IsRowVersion();
            builder.HasIndex(c => new { c.Platform, c.PlatformUserId }).IsUnique().HasDatabaseName("ux_platform_connections_identity");
            builder.HasIndex(c => new { c.UserId, c.Platform }).IsUnique().HasDatabaseName("ux_platform_connections_user");
            // What a rotation of keys has still to do.
            builder.HasIndex(c => c.KeyId).HasDatabaseName("ix_platform_connections_key");
        }
    }
}
