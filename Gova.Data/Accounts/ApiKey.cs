using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Accounts;

/// <summary>A key for programs (table <c>api_keys</c>): it does what its scopes say, as its account, and is shown once.</summary>
public sealed class ApiKey
{
    /// <summary>UUIDv7.</summary>
    public Guid KeyId { get; init; }

    public Guid UserId { get; init; }

    public string Name { get; set; } = "";

    /// <summary>Its first characters, by which people know it again.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>SHA-256 of the whole key, which is random and long.</summary>
    public byte[] KeyHash { get; init; } = [];

    public string[] Scopes { get; init; } = [];

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Null when it does not expire.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>To the minute or so: not every request is worth a write.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<ApiKey>
    {
        public void Configure(EntityTypeBuilder<ApiKey> builder)
        {
            builder.ToTable("api_keys");
            builder.HasKey(k => k.KeyId).HasName("pk_api_keys");
            builder.HasOne<User>().WithMany().HasForeignKey(k => k.UserId)
                .HasConstraintName("fk_api_keys_users").OnDelete(DeleteBehavior.Cascade);
            builder.Property(k => k.Name).HasMaxLength(100);
            builder.Property(k => k.Prefix).HasMaxLength(24);
            builder.HasIndex(k => k.KeyHash).IsUnique().HasDatabaseName("ux_api_keys_hash");
            builder.HasIndex(k => new { k.UserId, k.CreatedAt, k.KeyId }).IsDescending(false, true, true).HasDatabaseName("ix_api_keys_user");
        }
    }
}
