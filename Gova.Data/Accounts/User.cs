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
    private const string UnprovenDomain = "@unproven.invalid";

    private User()
    {
    }

    public Guid UserId { get; private init; }

    /// <summary>Unique display name, compared without case.</summary>
    public string Username { get; private set; } = "";

    /// <summary>Unique, compared without case.</summary>
    public string Email { get; private set; } = "";

    /// <summary>Whether <see cref="Email"/> is an address, and not what stands there until one is proven.</summary>
    public bool HasAddress => !Email.EndsWith(UnprovenDomain, StringComparison.Ordinal);

    /// <summary>As the framework's password hasher wrote it.</summary>
    public string PasswordHash { get; set; } = "";

    public PricingTier PricingTier { get; set; }

    /// <summary>Somebody has proven that <see cref="Email"/> is theirs.</summary>
    public bool IsVerified { get; set; }

    /// <summary>The seed's column, always empty: tokens rest in <see cref="Connections.PlatformConnection"/>, with the id of their key.</summary>
    public string? DiscordOauthPayload { get; set; }

    public string? StripeCustomerId { get; set; }

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>Null while the password is the one of the registration. What was signed in before is not any more.</summary>
    public DateTimeOffset? PasswordChangedAt { get; private set; }

    /// <summary>When its owner deleted it: nobody signs in from then on, and an <see cref="Privacy.Erasure"/> removes what it left.</summary>
    public DateTimeOffset? DeletedAt { get; private set; }

    public static User Register(string username, string email, DateTimeOffset now) => new()
    {
        UserId = Guid.CreateVersion7(now),
        Username = username.Trim(),
        Email = email.Trim().ToLowerInvariant(),
        CreatedAt = now,
    };

    /// <summary>
    /// An account whose address nobody has proven yet: it does not hold that address, so that nobody can take somebody else's, or learn
    /// from it whether it has an account.
    /// </summary>
    public static User RegisterUnproven(string username, DateTimeOffset now)
    {
        var user = Register(username, "", now);
        user.Email = $"{user.UserId:n}{UnprovenDomain}";
        return user;
    }

    public void Rename(string username) => Username = username.Trim();

    /// <summary>The new address is proven: the code that led here was sent to it.</summary>
    public void ChangeEmail(string email)
    {
        Email = email.Trim().ToLowerInvariant();
        IsVerified = true;
    }

    /// <param name="hash">As the framework's password hasher wrote it.</param>
    public void ChangePassword(string hash, DateTimeOffset now)
    {
        PasswordHash = hash;
        PasswordChangedAt = now;
    }

    /// <summary>Ends the account at once and frees its name and address; the rest is erased behind it.</summary>
    public void Delete(DateTimeOffset now)
    {
        DeletedAt ??= now;
        Username = $"deleted-{UserId:n}";
        Email = $"{UserId:n}@deleted.invalid";
        PasswordHash = "";
        IsVerified = false;
    }

    internal sealed class Configuration : IEntityTypeConfiguration<User>
    {
        public void Configure(EntityTypeBuilder<User> builder)
        {
            builder.ToTable("users", table => table.HasCheckConstraint("ck_users_pricing_tier", "pricing_tier IN ('FREE', 'PRO')"));
            builder.HasKey(u => u.UserId).HasName("pk_users");
            builder.Ignore(u => u.HasAddress);
            builder.Property(u => u.Username).HasMaxLength(100);
            builder.Property(u => u.Email).HasMaxLength(320);
            builder.Property(u => u.PricingTier).HasConversion(
                tier => tier.ToString().ToUpperInvariant(), text => Enum.Parse<PricingTier>(text, true));
            builder.HasIndex(u => u.StripeCustomerId).IsUnique().HasDatabaseName("ux_users_stripe_customer");
            // Unique without case: the indexes are on lower(...), which the model cannot express; see the migration.
        }
    }
}
