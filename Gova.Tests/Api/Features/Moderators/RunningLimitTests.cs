using System.Net;
using System.Text.Json;
using Gova.Data.Accounts;
using Gova.Data.Billing;
using Gova.Data.Budgets;
using Gova.Data.Moderators;
using Gova.Data.Teams;
using Gova.Messaging;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Api.Features.Moderators;

public sealed class RunningLimitTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    /// <summary>Less than what the accounts own, as it is after a downgrade.</summary>
    private static readonly (string, string) ThreeRun = ("Tiers:Pro:Moderators", "3");

    [Fact]
    public async Task Fifty_starts_at_once_start_as_many_as_the_tier_lets_run()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop, settings: ThreeRun);
        using var ada = await host.SignUpAsync("ada", Stop);
        var communities = await OwnAsync(host, ada, 10);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => ada.PostAsync($"{communities[n % 10].Path}/start", Stop)));

        Assert.Equal(3, await host.UsingAsync(db => db.Moderators.CountAsync(m => m.Status == ModeratorStatus.Online, Stop)));
        Assert.Equal(3, answers.Count(answer => answer.StatusCode == HttpStatusCode.Accepted));
        Assert.All(answers, answer => Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.Accepted, HttpStatusCode.Conflict }));
    }

    [Fact]
    public async Task Who_is_refused_reads_the_limit_and_which_run_as_far_as_they_may_know_them()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop, settings: ThreeRun);
        using var ada = await host.SignUpAsync("ada", Stop);
        using var bob = await host.SignUpAsync("bob", Stop);
        var communities = await OwnAsync(host, ada, 4);
        await host.JoinAsync(communities[0], "bob", ModeratorRole.Viewer, Stop);
        await host.JoinAsync(communities[3], "bob", ModeratorRole.Admin, Stop);
        foreach (var community in communities[..3])
        {
            await ada.PostAsync($"{community.Path}/start", Stop).JsonAsync(HttpStatusCode.Accepted, Stop);
        }

        // A paused one takes room as well, and resuming it is no second one.
        await ada.PostAsync($"{communities[0].Path}/pause", Stop).JsonAsync(HttpStatusCode.Accepted, Stop);
        await ada.PostAsync($"{communities[0].Path}/resume", Stop).JsonAsync(HttpStatusCode.Accepted, Stop);
        await ada.PostAsync($"{communities[0].Path}/pause", Stop).JsonAsync(HttpStatusCode.Accepted, Stop);
        Assert.Equal(
            "The owner's tier PRO lets 3 run, and these do: keeper of 1, keeper of 2, keeper of 3. Stop one first.",
            await RefusalAsync(ada, $"{communities[3].Path}/start"));
        Assert.Equal(
            "The owner's tier PRO lets 3 run, and these do: keeper of 1 and 2 more. Stop one first.",
            await RefusalAsync(bob, $"{communities[3].Path}/start"));

        await host.UsingAsync(db => db.Moderators.Where(m => m.Name == "keeper of 4")
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.Status, ModeratorStatus.Online), Stop));
        await RefusalAsync(ada, $"{communities[0].Path}/resume");
        Assert.Equal(ModeratorStatus.Paused, await host.UsingAsync(db => db.Moderators.OrderBy(m => m.CreatedAt).Select(m => m.Status).FirstAsync(Stop)));
    }

    [Fact]
    public async Task What_rests_for_want_of_room_says_since_when_until_it_is_started()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop, settings: ThreeRun);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = (await OwnAsync(host, ada, 1))[0];
        var started = await ada.PostAsync($"{community.Path}/start", Stop).JsonAsync(HttpStatusCode.Accepted, Stop);
        Assert.Equal(JsonValueKind.Null, started.GetProperty("over_limit_since").ValueKind);

        await using (var db = host.Database.CreateContext())
        {
            await using var transaction = await db.Database.BeginTransactionAsync(Stop);
            var owner = await db.Users.Select(u => u.UserId).SingleAsync(Stop);
            await StopOverLimit.ExecuteAsync(db, new Topics(host.TopicPrefix), owner, new TierLimits(), Community.Now, Stop);
            await db.SaveChangesAsync(Stop);
            await transaction.CommitAsync(Stop);
        }

        var resting = await ada.GetAsync(community.Path, Stop).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Equal(("offline", Community.Now), (resting.GetProperty("status").GetString(), resting.GetProperty("over_limit_since").GetDateTimeOffset()));
        started = await ada.PostAsync($"{community.Path}/start", Stop).JsonAsync(HttpStatusCode.Accepted, Stop);
        Assert.Equal(JsonValueKind.Null, started.GetProperty("over_limit_since").ValueKind);
    }

    private static async Task<List<Community>> OwnAsync(ApiHost host, HttpClient owner, int count)
    {
        var communities = new List<Community>();
        for (var n = 1; n <= count; n++)
        {
            communities.Add(await Community.CreateAsync(host, owner, n, Stop));
        }

        await host.UsingAsync(db => db.Users.Where(u => u.Username == "ada")
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.PricingTier, PricingTier.Pro), Stop));
        return communities;
    }

    private static async Task<string?> RefusalAsync(HttpClient client, string path) =>
        (await client.PostAsync(path, Stop).ProblemAsync(HttpStatusCode.Conflict, "running-limit", Stop)).GetProperty("detail").GetString();
}
