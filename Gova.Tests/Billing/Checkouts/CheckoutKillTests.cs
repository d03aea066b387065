using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Gova.Data.Accounts;
using Gova.Data.Billing;
using Gova.Tests.EndToEnd;
using Gova.Tests.Infrastructure;
using Gova.Tests.Simulators;
using Gova.Tests.Simulators.Stripe;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Billing.Checkouts;

/// <summary>Billing is killed before and behind each of its calls of Stripe: between any two steps of a checkout.</summary>
public sealed class CheckoutKillTests(LocalServices services)
{
    private const string Key = "an internal key for tests, 32 characters or more";

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    private static readonly (string Method, string Path)[] Calls =
    [
        ("POST", "/v1/customers"), ("POST", "/v1/customers/"), ("GET", "/v1/subscriptions"), ("GET", "/v1/prices"), ("POST", "/v1/checkout/sessions"),
    ];

    [Fact]
    public async Task Killed_between_any_two_steps_a_checkout_is_neither_lost_nor_doubled()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await using var stripe = await SimulatorApp.StartAsync();
        await using var proxy = await KillingProxy.StartAsync(stripe);
        await using var billing = await ServiceProcess.StartAsync("Gova.Billing", new Dictionary<string, string>
        {
            ["ConnectionStrings__govadb"] = database.ConnectionString,
            ["ConnectionStrings__kafka"] = await services.KafkaAsync(Stop),
            ["Kafka__Compatibility"] = LocalServices.KafkaCompatibility ?? "",
            ["Kafka__TopicPrefix"] = services.NewTopicPrefix(),
            ["Internal__Key"] = Key,
            // Only checkouts ask Stripe.
            ["Billing__ReconcileEvery"] = "00:00:00",
            ["Stripe__BaseUrl"] = proxy.Address.ToString(),
            ["Stripe__SecretKey"] = StripeCalls.Key,
            ["Stripe__WebhookSecrets"] = BillingHost.WebhookSecret,
            ["Stripe__Prices__Month"] = "gova_pro_month",
            ["Stripe__Prices__Year"] = "gova_pro_year",
        }, Stop);
        foreach (var (method, path) in Calls)
        {
            foreach (var isDone in (bool[])[false, true])
            {
                var userId = await AddUserAsync(database, $"u{Array.IndexOf(Calls, (method, path))}{isDone}");
                var kept = proxy.KeepNext(method, path, isDone);
                var interrupted = StartAsync(billing, userId);
                await kept.WaitAsync(Deadline, Stop);
                await billing.KillAsync(Stop);
                await Assert.ThrowsAnyAsync<HttpRequestException>(() => interrupted);
                billing.Start();
                await billing.HealthyAsync(Stop);

                using var answer = await StartAsync(billing, userId);

                await AssertOnceAsync(database, stripe, userId, answer, $"{method} {path}, done: {isDone}");
            }
        }
    }

    private static async Task<HttpResponseMessage> StartAsync(ServiceProcess billing, Guid userId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/internal/accounts/{userId}/checkout") { Content = JsonContent.Create(new { interval = "month" }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        return await billing.Http.SendAsync(request, Stop);
    }

    private static async Task AssertOnceAsync(TestDatabase database, SimulatorApp stripe, Guid userId, HttpResponseMessage answer, string killed)
    {
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{killed}: {text}");
        var customers = (await stripe.StripeGetAsync("customers", ("limit", "100")))["data"]!.AsArray()
            .Where(c => c!["metadata"]?["user_id"]?.ToString() == $"{userId}").ToList();
        Assert.True(customers.Count == 1, $"{killed}: {customers.Count} customers");
        Assert.Equal($"{customers[0]!["email"]}", $"{userId:n}@example.org");
        var sessions = (await stripe.StripeGetAsync("checkout/sessions", ("limit", "100")))["data"]!.AsArray()
            .Where(s => s!["client_reference_id"]?.ToString() == $"{userId}").ToList();
        Assert.True(sessions.Count == 1, $"{killed}: {sessions.Count} pages");
        Assert.Equal(sessions[0]!["url"]!.ToString(), JsonSerializer.Deserialize<JsonElement>(text).GetProperty("url").GetString());
        await using var db = database.CreateContext();
        var row = Assert.Single(await db.Checkouts.AsNoTracking().Where(c => c.UserId == userId).ToListAsync(Stop));
        Assert.Equal((CheckoutStatus.Open, sessions[0]!["id"]!.ToString()), (row.Status, row.SessionId));
        Assert.Equal(customers[0]!["id"]!.ToString(), await db.Users.Where(u => u.UserId == userId).Select(u => u.StripeCustomerId).SingleAsync(Stop));
    }

    private static async Task<Guid> AddUserAsync(TestDatabase database, string username)
    {
        await using var db = database.CreateContext();
        var user = User.Register(username, $"{username}@example.org", TimeProvider.System.GetUtcNow());
        user.ChangeEmail($"{user.UserId:n}@example.org");
        db.Add(user);
        await db.SaveChangesAsync(Stop);
        return user.UserId;
    }
}
