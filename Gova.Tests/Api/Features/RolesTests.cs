using System.Net;
using System.Net.Http.Json;
using Gova.Data.Actions;
using Gova.Data.Teams;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Api.Features;

public sealed class RolesTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ModeratorRole.Viewer, "read")]
    [InlineData(ModeratorRole.Reviewer, "read decide try")]
    [InlineData(ModeratorRole.Admin, "read decide try change")]
    public async Task A_member_of_the_team_may_what_the_role_says_and_is_told_when_it_is_too_low(ModeratorRole role, string allowed)
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        using var bob = await host.SignUpAsync("bob", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        await host.JoinAsync(community, "bob", role, Stop);
        var action = await community.ActAsync(Stop);

        var done = new List<string>();
        await TryAsync("read", bob.GetAsync($"{community.Path}/evaluations", Stop));
        await TryAsync("decide", bob.PostAsync($"/actions/{action}/reject", Stop));
        await TryAsync("try", bob.PostAsJsonAsync($"{community.Path}/backtests", new { model = "other" }, Stop));
        await TryAsync("change", bob.PostAsync($"{community.Path}/start", Stop));

        Assert.Equal(allowed, string.Join(' ', done));
        var status = await host.UsingAsync(db => db.Actions.Where(a => a.ActionId == action).Select(a => a.Status).SingleAsync(Stop));
        Assert.Equal(role == ModeratorRole.Viewer ? ActionStatus.AwaitingApproval : ActionStatus.Rejected, status);

        async Task TryAsync(string what, Task<HttpResponseMessage> sending)
        {
            using var response = await sending;
            if (response.IsSuccessStatusCode)
            {
                done.Add(what);
            }
            else
            {
                await Task.FromResult(response).ProblemAsync(HttpStatusCode.Forbidden, "role-too-low", Stop);
            }
        }
    }

    [Fact]
    public async Task Who_is_no_longer_in_the_team_finds_nothing()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        using var bob = await host.SignUpAsync("bob", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        await host.JoinAsync(community, "bob", ModeratorRole.Admin, Stop);
        await bob.GetAsync(community.Path, Stop).JsonAsync(HttpStatusCode.OK, Stop);

        await host.UsingAsync(db => db.ModeratorMembers.ExecuteDeleteAsync(Stop));

        await bob.GetAsync(community.Path, Stop).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);
        await bob.PostAsync($"{community.Path}/start", Stop).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);
    }
}
