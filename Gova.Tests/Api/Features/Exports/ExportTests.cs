using System.Net;
using System.Text.Json;
using CsvHelper;
using Gova.Data.Actions;
using Gova.Data.Evaluations;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Api.Features.Exports;

public sealed class ExportTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Csv_holds_every_text_whole_and_no_formula()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        string[] texts =
        [
            "plain", "with, comma", "with \"quotes\"", "two\r\nlines", "=HYPERLINK(\"http://evil.example\")", "+1", "-1", "@SUM(A1)", "\tx", "  =1+1", "＝1", "ünïcödé 🎉", "",
        ];
        await community.RecordAsync(Stop, [.. texts.Select((text, i) => Saying(community, text, i))]);

        using var response = await ada.GetAsync($"{community.Path}/evaluations/export", Stop);

        Assert.Equal("text/csv", response.Content.Headers.ContentType?.MediaType);
        Assert.EndsWith(".csv", response.Content.Headers.ContentDisposition?.FileName?.Trim('"'), StringComparison.Ordinal);
        var rows = Rows(await response.Content.ReadAsStreamAsync(Stop));
        string[] harmless = [.. texts.Select(text => text.TrimStart(' ') is [('=' or '+' or '-' or '@' or '\t' or '＝'), ..] ? "'" + text : text)];
        Assert.Equal(harmless, rows.Select(row => row["content"]));
        Assert.All(rows, row => Assert.Equal(("42", "Ada", "judged", "rule"), (row["platform_user_id"], row["author_name"], row["status"], row["decided_by"])));
    }

    [Fact]
    public async Task Json_lines_are_what_the_list_shows_and_the_filters_are_its_own()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        await community.RecordAsync(Stop, [.. Enumerable.Range(0, 2_500).Select(i => Saying(community, $"text {i}", i) with { ChannelId = i % 2 })]);

        var lines = await LinesAsync(ada, $"{community.Path}/evaluations/export?format=jsonl&channel=1");

        Assert.Equal(Enumerable.Range(0, 1_250).Select(i => $"text {(2 * i) + 1}"), lines.Select(line => line.GetProperty("context").GetProperty("content").GetString()));
        var listed = await ada.GetAsync($"{community.Path}/evaluations?channel=1&limit=1", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Equal(listed.GetProperty("data")[0].GetRawText(), lines[0].GetRawText());
        await ada.GetAsync($"{community.Path}/evaluations/export?format=xml&channel=x", Stop).ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "format", "channel");
        await ada.GetAsync($"/moderators/{Guid.NewGuid()}/evaluations/export", Stop).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);
    }

    [Fact]
    public async Task Actions_are_exported_page_by_page_and_the_audit_log_tells_who_did()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var messages = Enumerable.Range(0, 1_200).Select(_ => community.Message(0.9f)).ToArray();
        await community.RecordAsync(Stop, [.. messages.Select((m, i) => m with { Actions = [community.Draft(m, "delete", i % 2 == 0 ? ActionStatus.Completed : ActionStatus.Rejected)] })]);

        Assert.Equal(1_200, (await LinesAsync(ada, $"{community.Path}/actions/export?format=jsonl")).Select(a => a.GetProperty("action_id").GetGuid()).Distinct().Count());
        Assert.Equal(600, (await LinesAsync(ada, $"{community.Path}/actions/export?format=jsonl&status=rejected&type=delete&user=42")).Count);
        var csv = (await ada.GetStringAsync($"{community.Path}/actions/export?type=ban", Stop)).Split("\r\n");
        Assert.Equal(2, csv.Length);
        Assert.StartsWith("action_id,created_at,action_type", csv[0], StringComparison.Ordinal);
        var noted = await host.UsingAsync(db => db.AuditLog.AsNoTracking().Where(e => e.Action == "actions.exported").OrderBy(e => e.AuditId).ToListAsync(Stop));
        Assert.Equal(3, noted.Count);
        Assert.All(noted, e => Assert.Equal(("ada", community.ModeratorId), (e.ActorName, e.ModeratorId)));
        Assert.Contains("\"rejected\"", noted[1].After, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_that_fails_on_its_way_breaks_off_visibly()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await FillAsync(host, ada);
        using var response = await OpenAsync(ada, community);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        await host.Database.ScalarAsync<object>("ALTER TABLE evaluation_events RENAME TO gone", Stop, asOwner: true);

        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task So_many_run_at_once_and_those_that_are_given_up_make_room()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await FillAsync(host, ada);
        var running = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => OpenAsync(ada, community)));

        using (var refused = await OpenAsync(ada, community))
        {
            Assert.Equal((HttpStatusCode.TooManyRequests, "30"), (refused.StatusCode, refused.Headers.RetryAfter?.ToString()));
        }

        Array.ForEach(running, response => response.Dispose());
        await Eventually.That(
            async () =>
            {
                using var next = await OpenAsync(ada, community);
                return next.StatusCode == HttpStatusCode.OK;
            },
            Deadline, "Exports that nobody reads any more hold their places.");
    }

    /// <summary>As another program reads them.</summary>
    private static List<Dictionary<string, string>> Rows(Stream csv)
    {
        using var reader = CsvReader.Create(csv, CsvReaderOptions.Default, false);
        var rows = new List<Dictionary<string, string>>();
        reader.ReadHeader();
        while (reader.Read())
        {
            rows.Add(reader.Headers.ToDictionary(name => name, name => reader.GetString(name)));
        }

        return rows;
    }

    /// <summary>More than what lies between the api and its reader, so that the api waits for the reader.</summary>
    private static async Task<Community> FillAsync(ApiHost host, HttpClient owner)
    {
        var community = await Community.CreateAsync(host, owner, 11, Stop);
        var text = new string('x', 1_500);
        await community.RecordAsync(Stop, [.. Enumerable.Range(0, 3_000).Select(i => Saying(community, text, i))]);
        return community;
    }

    private static Task<HttpResponseMessage> OpenAsync(HttpClient client, Community community) =>
        client.GetAsync($"{community.Path}/evaluations/export?format=jsonl", HttpCompletionOption.ResponseHeadersRead, Stop);

    private static EvaluationRecord Saying(Community community, string text, int secondsAgo) => community.Message(0.9f, at: Community.Now.AddSeconds(-secondsAgo)) with
    {
        Context = JsonSerializer.Serialize(new { content = text, author_name = "Ada" }),
    };

    private static async Task<List<JsonElement>> LinesAsync(HttpClient client, string path) =>
        [.. (await client.GetStringAsync(path, Stop)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
}
