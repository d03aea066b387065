using System.Net;
using System.Text.Json;
using Gova.Data.Actions;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Api.Features.Actions;

public sealed class GetActionTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_action_is_shown_with_what_a_person_needs_to_decide()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var foreign = await Community.CreateAsync(host, ada, 12, Stop);
        var at = Community.Now.AddMinutes(-30);
        var before = Enumerable.Range(1, 12).Select(i => community.Message(author: $"{i}", at: at.AddMinutes(-i))).ToArray();
        var after = Enumerable.Range(1, 6).Select(i => community.Message(author: $"{100 + i}", at: at.AddMinutes(i))).ToArray();
        var elsewhere = community.Message(at: at) with { ChannelId = 8 };
        var message = community.Message(0.9f, at: at);
        message = message with { Actions = [community.Draft(message, "timeout"), community.Draft(message, "delete", ActionStatus.Refused)] };
        await community.RecordAsync(Stop, [.. before, .. after, elsewhere, message]);
        await foreign.RecordAsync(Stop, foreign.Message(at: at));
        var action = await host.UsingAsync(db => db.Actions.Where(a => a.ActionType == "timeout").Select(a => a.ActionId).SingleAsync(Stop));
        await ada.PostAsync($"/actions/{action}/claim", Stop).JsonAsync(HttpStatusCode.OK, Stop);

        var detail = await ada.GetAsync($"/actions/{action}", Stop).JsonAsync(HttpStatusCode.OK, Stop);

        Assert.Equal((message.EventId, "because"), (detail.GetProperty("evaluation").GetProperty("event_id").GetGuid(), detail.GetProperty("evaluation").GetProperty("reason").GetString()));
        var expected = before.Take(10).Reverse().Concat(after.Take(5)).Select(m => m.PlatformUserId);
        Assert.Equal(expected, detail.GetProperty("conversation").EnumerateArray().Select(m => m.GetProperty("platform_user_id").GetString()));
        Assert.Equal(1, detail.GetProperty("target_record").GetProperty("score").GetDouble());
        Assert.Equal(["delete"], detail.GetProperty("related").EnumerateArray().Select(a => a.GetProperty("action_type").GetString()));
        Assert.Equal("ada", detail.GetProperty("claimed_by_name").GetString());
        Assert.Equal(JsonValueKind.Null, detail.GetProperty("proposed_params").ValueKind);
        Assert.Empty(detail.GetProperty("similar").EnumerateArray());
    }
}
