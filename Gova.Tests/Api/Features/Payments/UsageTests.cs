using System.Net;
using System.Text.Json;
using Gova.Data.Accounts;
using Gova.Data.Budgets;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Api.Features.Payments;

public sealed class UsageTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly DateOnly Today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    [Fact]
    public async Task Each_day_is_there_with_what_was_used_and_nobody_elses()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop, settings: ("Tiers:Pro:ModelTokensPerDay", "5000"));
        using var ada = await host.SignUpAsync("ada", Stop);
        using var eve = await host.SignUpAsync("eve", Stop);
        await UseAsync(host, "ada", new AccountUsage { Day = Today.AddDays(-1), Messages = 90, Refused = 7, ModelTokens = 1_200, ModelCost = 0.25m });
        await UseAsync(host, "eve", new AccountUsage { Day = Today, Messages = 5 });

        var usage = await GetAsync(ada, $"?from={Today.AddDays(-2):O}&to={Today:O}");

        Assert.Equal(
            ["0 0 0 0", "90 7 1200 0.25", "0 0 0 0"],
            usage.GetProperty("days").EnumerateArray().Select(day =>
                $"{day.GetProperty("messages")} {day.GetProperty("refused")} {day.GetProperty("model_tokens")} {day.GetProperty("model_cost").GetDecimal():0.##}"));
        Assert.Equal(
            """{"messages_per_day":1000,"model_tokens_per_day":null,"model_cost_per_day":0.5}""", usage.GetProperty("limits").GetRawText());
        await host.UsingAsync(db => db.Users.ExecuteUpdateAsync(set => set.SetProperty(u => u.PricingTier, PricingTier.Pro), Stop));
        var pro = await GetAsync(ada, "");
        Assert.Equal(("PRO", 30), (pro.GetProperty("pricing_tier").GetString(), pro.GetProperty("days").GetArrayLength()));
        Assert.Equal(
            """{"messages_per_day":100000,"model_tokens_per_day":5000,"model_cost_per_day":20}""", pro.GetProperty("limits").GetRawText());
        Assert.Equal(366, (await GetAsync(ada, $"?from={Today.AddDays(-365):O}")).GetProperty("days").GetArrayLength());
    }

    [Fact]
    public async Task Days_that_make_no_sense_are_refused()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);

        foreach (var query in new[]
        {
            $"?from={Today.AddDays(-366):O}", $"?to={Today.AddDays(1):O}", $"?from={Today:O}&to={Today.AddDays(-1):O}", "?to=0001-01-01", "?from=0001-01-01",
        })
        {
            using var response = await ada.GetAsync($"/payments/usage{query}", Stop);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }
    }

    private static Task<JsonElement> GetAsync(HttpClient client, string query) =>
        client.GetAsync($"/payments/usage{query}", Stop).JsonAsync(HttpStatusCode.OK, Stop);

    private static async Task UseAsync(ApiHost host, string username, AccountUsage usage)
    {
        await using var db = host.Database.CreateContext();
        var id = await db.Users.Where(u => u.Username == username).Select(u => u.UserId).SingleAsync(Stop);
        db.Add(new AccountUsage
        {
            UserId = id, Day = usage.Day, Messages = usage.Messages, Refused = usage.Refused, ModelTokens = usage.ModelTokens, ModelCost = usage.ModelCost,
        });
        await db.SaveChangesAsync(Stop);
    }
}
