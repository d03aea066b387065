using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Accounts;

/// <summary>What a subscription allows.</summary>
public enum PricingTier
{
    Free,
    Pro,
}

/// <summary>An account (seed table <c>users</c>).</summary>
public sealed class User
{
    private User()
    {
    }

    public Guid UserId { get; private init; }

    /// <summary>Unique display name, compared without case.</summary>
    public string Username { get; private set; } = "";

    /// <summary>Unique, compared without case.</summary>
    public string Email { get; private set; } = "";

    /// <summary>As the framework's password hasher wrote it.</summary>
    public string PasswordHash { get; set; } = "";

    public PricingTier PricingTier { get; set; }

    public bool IsVerified { get; set; }

    /// <summary>Encrypted OAuth tokens for Discord.</summary>
    public string? DiscordOauthPayload { get; set; }

    public string? StripeCustomerId { get; set; }

    public DateTimeOffset CreatedAt { get; private init; }

    public static User Register(string username, string email, DateTimeOffset now) => new()
    {
        UserId = Guid.CreateVersion7(now),
        Username = username.Trim(),
        Email = email.Trim().ToLowerInvariant(),
        CreatedAt = now,
    };

    internal sealed class Configuration : IEntityTypeConfiguration<User>
    {
        public void Configure(EntityTypeBuilder<User> builder)
        {
            builder.ToTable("users", table => table.HasCheckConstraint("ck_users_pricing_tier", "pricing_tier IN ('FREE', 'PRO')"));
            builder.HasKey(u => u.UserId).HasName("pk_users");
            builder.Property(u => u.Username).HasMaxLength(100);
            builder.Property(u => u.Email).HasMaxLength(320);
            builder.Property(u => u.PricingTier).HasConversion(
                tier => tier.ToString().ToUpperInvariant(), text => Enum.Parse<PricingTier>(text, true));
            // Unique without case: the indexes are on lower(...), which the model cannot express; see the migration.
        }
    }
}
