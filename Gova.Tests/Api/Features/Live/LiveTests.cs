using System.Net;
using Gova.Api.Features.Live;
using Gova.Data.Evaluations;
using Gova.Tests.Infrastructure;
using Npgsql;

namespace Gova.Tests.Api.Features.Live;

public sealed class LiveTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_recorded_is_streamed_as_the_lists_show_it()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        await using var stream = await EventReader.OpenAsync(ada, community, Stop);

        var action = await community.ActAsync(Stop);

        var events = await stream.TakeAsync(2);
        Assert.Equal(["evaluation", "action"], events.Select(e => e.Type));
        var evaluations = await ada.GetAsync($"{community.Path}/evaluations", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Equal(evaluations.GetProperty("data")[0].GetRawText(), events[0].Data.GetRawText());
        var actions = await ada.GetAsync($"{community.Path}/actions", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Equal(actions.GetProperty("data")[0].GetRawText(), events[1].Data.GetRawText());

        await ada.PostAsync($"/actions/{action}/approve", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        var change = (await stream.TakeAsync(1))[0];
        Assert.Equal((action, "approved"), (change.Row, change.Data.GetProperty("status").GetString()));
        Assert.True(Position(change) > Position(events[1]));
    }

    [Fact]
    public async Task A_watcher_hears_of_its_own_moderator_only()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var (first, second) = (await Community.CreateAsync(host, ada, 11, Stop), await Community.CreateAsync(host, ada, 12, Stop));
        await using var firstStream = await EventReader.OpenAsync(ada, first, Stop);
        await using var secondStream = await EventReader.OpenAsync(ada, second, Stop);
        var (one, two) = (first.Message(), second.Message());

        await first.RecordAsync(Stop, one);
        await second.RecordAsync(Stop, two);

        Assert.Equal(one.EventId, (await firstStream.TakeAsync(1))[0].Row);
        Assert.Equal(two.EventId, (await secondStream.TakeAsync(1))[0].Row);
    }

    [Fact]
    public async Task A_transaction_that_commits_after_a_later_one_is_not_missed()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        await using var stream = await EventReader.OpenAsync(ada, community, Stop);
        await using var connection = await host.Database.DataSource.OpenConnectionAsync(Stop);
        await using var slow = await connection.BeginTransactionAsync(Stop);
        var late = community.Message();
        await InsertAsync(connection, late);

        var early = community.Message();
        await community.RecordAsync(Stop, early);
        var next = stream.NextAsync();
        // The notification of the fast transaction and the poll both pass while the slow one holds the horizon.
        await Assert.ThrowsAsync<TimeoutException>(() => next.WaitAsync(TimeSpan.FromSeconds(2), Stop));
        await slow.CommitAsync(Stop);

        Assert.Equal([late.EventId, early.EventId], [(await next)!.Row, (await stream.TakeAsync(1))[0].Row]);
    }

    [Fact]
    public async Task A_stream_goes_on_from_the_last_event_that_was_received()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        string lastEventId;
        var before = community.Message();
        await using (var stream = await EventReader.OpenAsync(ada, community, Stop))
        {
            await community.RecordAsync(Stop, before);
            lastEventId = (await stream.TakeAsync(1))[0].Id;
        }

        // More than a page, in one transaction and in many, with an action between.
        var missed = Enumerable.Range(0, 1_100).Select(_ => community.Message()).ToArray();
        await community.RecordAsync(Stop, missed[..700]);
        var action = await community.ActAsync(Stop);
        await community.RecordAsync(Stop, missed[700..]);

        await using var resumed = await EventReader.OpenAsync(ada, community, Stop, lastEventId);
        var events = await resumed.TakeAsync(1_100 + 2);
        var after = community.Message();
        await community.RecordAsync(Stop, after);

        Assert.Equal(missed[..700].Select(m => m.EventId).Order(), events[..700].Select(e => e.Row).Order());
        Assert.Equal(action, events[701].Row);
        Assert.Equal(missed[700..].Select(m => m.EventId).Order(), events[702..].Select(e => e.Row).Order());
        Assert.Equal(after.EventId, (await resumed.TakeAsync(1))[0].Row);
    }

    [Fact]
    public async Task The_feed_goes_on_when_its_connections_break()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        await using var stream = await EventReader.OpenAsync(ada, community, Stop);

        await community.RecordAsync(Stop, community.Message());
        await stream.TakeAsync(1);

        await host.Database.ScalarAsync<bool>(
            "SELECT bool_and(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()", Stop, asOwner: true);
        host.Database.DataSource.Clear();
        var message = community.Message();
        await community.RecordAsync(Stop, message);

        Assert.Equal(message.EventId, (await stream.TakeAsync(1))[0].Row);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("12-e")]
    [InlineData("12-x-00000000000000000000000000000001")]
    public async Task What_a_stream_cannot_be_opened_with_is_named(string lastEventId)
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        ada.DefaultRequestHeaders.Add("Last-Event-ID", lastEventId);

        await ada.GetAsync($"{community.Path}/live?types=all&min_severity=2", Stop)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "Last-Event-ID", "types", "min_severity");
        await ada.GetAsync("/live?types=all", Stop).ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "Last-Event-ID", "types");
    }

    private static FeedPosition Position(LiveEvent e) => FeedPosition.TryParse(e.Id, out var position) ? position : default;

    private static async Task InsertAsync(NpgsqlConnection connection, EvaluationRecord message) =>
        Assert.Single(await RecordEvaluations.InsertAsync(connection, [message], Stop));
}
