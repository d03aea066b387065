using System.Net;
using Gova.Data.Actions;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Api.Features.Shadow;

public sealed class GetShadowReportTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Shadow_decisions_are_held_against_commands_approvals_and_rejections()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        await ShadowAsync("1", "delete", "timeout");
        await ShadowAsync("2", "delete");
        await ShadowAsync("3", "delete");
        await CommandAsync("1", "timeout");
        await CommandAsync("4", "ban");
        await CommandAsync("2", "unban");
        await AnswerAsync("3", "reject");
        await AnswerAsync("5", "approve");

        var report = await ada.GetAsync($"{community.Path}/shadow-report", Stop).JsonAsync(HttpStatusCode.OK, Stop);

        Assert.Equal(3, Count("cases"));
        Assert.Equal((1, 1, 1, 1), (Count("agreed"), Count("same_type"), Count("declined"), Count("only_shadow")));
        Assert.Equal((3, 2), (Count("human_acts"), Count("only_humans")));
        Assert.Equal(0.3333, report.GetProperty("agreement_rate").GetDouble());
        Assert.Equal(
            ["delete", "timeout"], report.GetProperty("agreed_samples")[0].GetProperty("shadow").EnumerateArray().Select(type => type.GetString()!));
        Assert.Equal("hello", report.GetProperty("agreed_samples")[0].GetProperty("text").GetString());
        Assert.Contains("by hand", report.GetProperty("notes")[0].GetString(), StringComparison.Ordinal);

        int Count(string name) => report.GetProperty(name).GetInt32();

        async Task ShadowAsync(string author, params string[] types)
        {
            var message = community.Message(0.9f, author);
            await community.RecordAsync(Stop, message with { Actions = [.. types.Select(type => community.Draft(message, type, ActionStatus.Shadowed))] });
        }

        Task CommandAsync(string member, string type) => host.UsingAsync(async db =>
        {
            var now = TimeProvider.System.GetUtcNow();
            db.Add(ActionEvent.CreateApproved(
                Guid.CreateVersion7(now),
                new NewAction(community.ModeratorId, "discord", 11, type, "{}", ActionOrigin.Command, member, DecidedByPlatformUserId: "77"), now).Action);
            return await db.SaveChangesAsync(Stop);
        });

        async Task AnswerAsync(string author, string answer)
        {
            var message = community.Message(0.9f, author);
            await community.RecordAsync(Stop, message with { Actions = [community.Draft(message, "kick")] });
            var action = await host.UsingAsync(db => Task.FromResult(db.Actions.Single(a => a.EventId == message.EventId).ActionId));
            await ada.PostAsync($"/actions/{action}/{answer}", null, Stop).JsonAsync(HttpStatusCode.OK, Stop);
        }
    }

    [Fact]
    public async Task A_period_without_anything_has_no_rates_and_one_that_is_none_is_refused()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var path = $"{community.Path}/shadow-report";

        var report = await ada.GetAsync($"{path}?from=2026-01-01T00:00:00Z&until=2026-01-02T00:00:00Z", Stop).JsonAsync(HttpStatusCode.OK, Stop);

        Assert.Equal(System.Text.Json.JsonValueKind.Null, report.GetProperty("agreement_rate").ValueKind);
        await ada.GetAsync($"{path}?from=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z", Stop)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "from");
        await ada.GetAsync($"{path}?from=2025-01-02T00:00:00Z&until=2026-01-01T00:00:00Z", Stop)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "until");
    }

    [Theory]
    [InlineData("until=0001-01-02T00:00:00Z")]
    [InlineData("from=0001-01-01T00:00:00Z&until=0001-01-02T00:00:00Z")]
    [InlineData("from=9999-12-31T00:00:00Z&until=9999-12-31T23:59:59Z")]
    [InlineData("from=2026-01-01T00:00:00Z&until=9999-12-31T23:59:59-14:00")]
    public async Task A_period_at_an_end_of_the_calendar_is_refused(string period)
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);

        var answer = await ada.GetAsync($"{community.Path}/shadow-report?{period}", Stop);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }
}
