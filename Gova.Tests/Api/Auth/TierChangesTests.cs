using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Data.Accounts;
using Gova.Data.Outbox;
using Gova.Messaging;
using Gova.Messaging.Contracts;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Gova.Tests.Api.Auth;

public sealed class TierChangesTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    /// <summary>It stands still, so that nothing is forgotten with time.</summary>
    private readonly FakeClock _clock = new();

    [Fact]
    public async Task A_key_speaks_for_the_new_tier_as_soon_as_billing_says_so()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop, relay: true, _clock, ApiHost.Background);
        var kafka = new MessagingOptions
        {
            BootstrapServers = await services.KafkaAsync(Stop), Compatibility = LocalServices.KafkaCompatibility ?? "", TopicPrefix = host.TopicPrefix,
        };
        await TestTopics.CreateAsync(kafka, [new Topics(host.TopicPrefix).Billing], Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var created = await ada.PostAsJsonAsync("/api-keys/", new { name = "script", scopes = new[] { "moderators:read" } }, Stop)
            .JsonAsync(HttpStatusCode.Created, Stop);
        var keys = host.Services.GetRequiredService<ApiKeyStore>();
        var key = created.GetProperty("key").GetString()!;
        Assert.Equal("FREE", await TierAsync(keys, key));
        var account = await UpgradeAsync(host);
        Assert.Equal("FREE", await TierAsync(keys, key));

        // Again and again: the api may not listen yet.
        await Eventually.That(
            async () =>
            {
                await TellAsync(host, account);
                return await TierAsync(keys, key) == "PRO";
            },
            TimeSpan.FromSeconds(60), "the key is read anew");
    }

    [Fact]
    public async Task A_token_of_the_former_tier_is_held_to_the_new_ones_limits_and_renewed_with_it()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop, settings: ("Tiers:Free:Moderators", "0"));
        using var ada = await host.SignUpAsync("ada", Stop);
        var token = ada.DefaultRequestHeaders.Authorization!.Parameter!;
        Assert.Equal("FREE", TierOf(host.Services.GetRequiredService<AccessTokens>().Validate(token)!));

        await UpgradeAsync(host);

        var usage = await ada.GetAsync("/payments/usage", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Equal("PRO", usage.GetProperty("pricing_tier").GetString());
        await Community.CreateAsync(host, ada, 41, Stop);
        var again = await ada.PostAsJsonAsync("/auth/login", new { email = "ada@example.org", password = ApiHost.Password }, Stop)
            .JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Equal("PRO", TierOf(host.Services.GetRequiredService<AccessTokens>().Validate(again.GetProperty("token").GetString()!)!));
    }

    private static async Task<Guid> UpgradeAsync(ApiHost host)
    {
        await host.UsingAsync(db => db.Users.ExecuteUpdateAsync(set => set.SetProperty(u => u.PricingTier, PricingTier.Pro), Stop));
        return await host.UsingAsync(db => db.Users.Select(u => u.UserId).SingleAsync(Stop));
    }

    private async Task TellAsync(ApiHost host, Guid account)
    {
        await using var db = host.Database.CreateContext();
        db.Add(OutboxMessage.For(
            new Topics(host.TopicPrefix).Billing, $"{account}", Envelope.Create(new PricingTierChangedEvent(account, "PRO", []), _clock.GetUtcNow())));
        await db.SaveChangesAsync(Stop);
    }

    private static async Task<string> TierAsync(ApiKeyStore keys, string key) => TierOf((await keys.FindAsync(key, Stop))!);

    private static string TierOf(ClaimsPrincipal principal) => principal.FindFirstValue(GovaClaims.PricingTier)!;
}
