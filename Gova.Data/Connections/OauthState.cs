using Gova.Data.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Connections;

/// <summary>A sign-in at a platform that is under way (table <c>oauth_states</c>): whose it is, and the verifier of its PKCE challenge.</summary>
public sealed class OauthState
{
    /// <summary>SHA-256 of the state that travels through the browser.</summary>
    public byte[] StateHash { get; init; } = [];

    /// <summary>Only this account may finish it.</summary>
    public Guid UserId { get; init; }

    /// <summary>Lower case, e.g. <c>discord</c>.</summary>
    public string Platform { get; init; } = "";

    /// <summary>Encrypted.</summary>
    public byte[] CodeVerifier { get; init; } = [];

    /// <summary>Which key encrypted it.</summary>
    public string KeyId { get; init; } = "";

    /// <summary>Where the browser goes in the end.</summary>
    public string? Redirect { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<OauthState>
    {
        public void Configure(EntityTypeBuilder<OauthState> builder)
        {
            builder.ToTable("oauth_states");
            builder.HasKey(s => s.StateHash).HasName("pk_oauth_states");
            builder.HasOne<User>().WithMany().HasForeignKey(s => s.UserId)
                .HasConstraintName("fk_oauth_states_users").OnDelete(DeleteBehavior.Cascade);
            builder.HasIndex(s => s.UserId).HasDatabaseName("ix_oauth_states_user");
            builder.HasIndex(s => s.ExpiresAt).HasDatabaseName("ix_oauth_states_expiry");
        }
    }
}
