using System.Text.Json.Nodes;
using Gova.Data.Accounts;
using Gova.Data.Moderators;
using Gova.Tests.Simulators.Stripe;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Billing.Crashes;

/// <summary>Somebody who subscribes, and what there is of them here and at Stripe.</summary>
internal sealed class Owner
{
    private static int count;

    private readonly MortalBilling _billing;

    private Owner(MortalBilling billing, Guid userId) => (_billing, UserId) = (billing, userId);

    public Guid UserId { get; }

    public static async Task<Owner> CreateAsync(MortalBilling billing, CancellationToken cancellationToken)
    {
        var (name, now) = ($"owner{Interlocked.Increment(ref count)}", TimeProvider.System.GetUtcNow());
        var user = User.Register(name, $"{name}@example.org", now);
        user.IsVerified = true;
        await using var db = billing.Database.CreateContext();
        db.Add(user);
        await db.SaveChangesAsync(cancellationToken);
        return new Owner(billing, user.UserId);
    }

    /// <summary>Of the tier that was paid for, with as many moderators online.</summary>
    public static async Task<Owner> SubscribedAsync(MortalBilling billing, int moderators, CancellationToken cancellationToken)
    {
        var owner = await CreateAsync(billing, cancellationToken);
        await owner.PayAsync(await owner.CheckOutAsync());
        await billing.SettledAsync();
        await using var db = billing.Database.CreateContext();
        for (var i = 0; i < moderators; i++)
        {
            var created = TimeProvider.System.GetUtcNow().AddMinutes(i);
            var moderator = Moderator.Create(owner.UserId, $"Moderator {i}", null, "discord", $"{Interlocked.Increment(ref count)}", "{}", created);
            moderator.Start(created);
            db.Add(moderator);
        }

        await db.SaveChangesAsync(cancellationToken);
        return owner;
    }

    /// <returns>Where Stripe's page is.</returns>
    public async Task<Uri> CheckOutAsync() => new((string)(await _billing.AskAsync(UserId, "checkout", new { interval = "month" }))!["url"]!);

    /// <summary>On Stripe's page.</summary>
    public Task PayAsync(Uri page) => _billing.Stripe.PostAsync($"/simulator/stripe/checkouts/{page.Segments[^1]}/complete", new { });

    /// <summary>The next payment is refused, and falls due at once.</summary>
    public async Task FailToPayAsync()
    {
        var subscription = await SubscriptionAsync();
        await _billing.Stripe.SetCardAsync((string)subscription["customer"]!, "declines");
        await _billing.Stripe.StripePostAsync(
            $"subscriptions/{subscription["id"]}",
            ("items[0][id]", (string)subscription["items"]!["data"]![0]!["id"]!), ("items[0][price]", StripeCalls.Yearly));
    }

    /// <summary>Somebody ends it at Stripe.</summary>
    public async Task EndAsync() => await _billing.Stripe.StripeAsync(HttpMethod.Delete, $"subscriptions/{(await SubscriptionAsync())["id"]}");

    /// <summary>The one at Stripe.</summary>
    public async Task<JsonNode> SubscriptionAsync() =>
        Assert.Single((await _billing.Stripe.StripeGetAsync("subscriptions", ("customer", await CustomerAsync()), ("status", "all")))["data"]!.AsArray())!;

    /// <summary>The one at Stripe that is said to be theirs, and that we know.</summary>
    public async Task<string> CustomerAsync()
    {
        var customers = (await _billing.Stripe.StripeGetAsync("customers", ("limit", "100")))["data"]!.AsArray();
        var customer = Assert.Single(customers, customer => (string?)customer!["metadata"]!["user_id"] == $"{UserId}");
        var id = (string)customer!["id"]!;
        Assert.Equal(id, await _billing.Database.ScalarAsync<string>($"SELECT stripe_customer_id FROM users WHERE user_id = '{UserId}'", Stop));
        return id;
    }

    /// <summary>By their status.</summary>
    public async Task<IReadOnlyList<string>> SessionsAsync() =>
        [.. (await _billing.Stripe.StripeGetAsync("checkout/sessions", ("customer", await CustomerAsync())))["data"]!.AsArray().Select(s => (string)s!["status"]!)];

    /// <summary>All that an account was told of, in the words of the database.</summary>
    public async Task<Told> ToldAsync()
    {
        await using var db = _billing.Database.CreateContext();
        var user = await db.Users.AsNoTracking().SingleAsync(u => u.UserId == UserId, Stop);
        var moderators = await db.Moderators.AsNoTracking().Where(m => m.UserId == UserId).OrderBy(m => m.CreatedAt).ToListAsync(Stop);
        var keys = moderators.Select(m => $"{m.ModeratorId}").Append($"{UserId}").ToList();
        var events = await db.Outbox.AsNoTracking().Where(o => keys.Contains(o.Key)).OrderBy(o => o.Id).ToListAsync(Stop);
        return new Told(
            user.PricingTier,
            [.. events.Select(e => (e.Key, Gova.Messaging.Envelope.ReadType(e.Payload)))],
            await db.AuditLog.CountAsync(a => a.AccountUserId == UserId && a.Action == "account.tier_changed", Stop),
            await db.Emails.Where(e => e.UserId == UserId).OrderBy(e => e.CreatedAt).Select(e => e.Template).ToListAsync(Stop),
            await db.Subscriptions.AsNoTracking().Where(s => s.UserId == UserId).ToListAsync(Stop),
            moderators);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
