using System.Diagnostics.CodeAnalysis;
using Gova.Api.Auth;
using Gova.Data;
using Gova.Data.Accounts;
using Gova.Data.Moderators;
using Gova.Data.Outbox;
using Gova.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Gova.Api.Demo;

/// <summary>Makes the demo account and its moderator. Doing it again changes nothing but a password that differs.</summary>
internal sealed partial class SeedDemo(
    GovaDbContext db, IOptions<DemoOptions> options, Passwords passwords, Topics topics, TimeProvider time, ILogger<SeedDemo> logger)
{
    private const string Username = "demo";
    private const string Platform = "discord";

    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        var demo = options.Value;
        if (!demo.IsSet)
        {
            return;
        }

        var now = time.GetUtcNow();
        var user = await EnsureUserAsync(demo, now, cancellationToken);
        if (!await db.Moderators.AnyAsync(m => m.Platform == Platform && m.PlatformServerId == demo.GuildId, cancellationToken))
        {
            var moderator = Moderator.Create(
                user.UserId, DemoModerator.Name, DemoModerator.Description, Platform, demo.GuildId,
                DemoModerator.Configuration.ToJson(), now);
            db.Moderators.Add(moderator);
            db.ConfigurationVersions.Add(ConfigurationVersion.Of(moderator, author: null, now));
            db.Outbox.Add(OutboxMessage.For(topics.Moderators, moderator.ModeratorId.ToString(), Envelope.Create(moderator.Start(now), now)));
        }

        var changes = await db.SaveChangesAsync(cancellationToken);
        Log.Seeded(logger, changes);
    }

    [SuppressMessage("Performance", "CA1862", Justification = "Translated to lower(email), which the unique index is on.")]
    private async Task<User> EnsureUserAsync(DemoOptions demo, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var email = demo.Email.Trim().ToLowerInvariant();
        var user = await db.Users.SingleOrDefaultAsync(u => u.Email.ToLower() == email, cancellationToken);
        if (user is null)
        {
            user = User.Register(Username, email, now);
            user.IsVerified = true;
            user.PricingTier = PricingTier.Pro;
            db.Users.Add(user);
        }

        if (user.PasswordHash.Length == 0 || !passwords.Verify(user, demo.Password))
        {
            passwords.Set(user, demo.Password);
        }

        return user;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The demo account and its moderator are in place; {Changes} rows were written")]
        public static partial void Seeded(ILogger logger, int changes);
    }
}
