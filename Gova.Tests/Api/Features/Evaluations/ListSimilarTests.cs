using System.Net;
using System.Text.Json;
using Gova.Data.Actions;
using Gova.Data.Evaluations;
using Gova.Tests.Data.Vectors;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Api.Features.Evaluations;

public sealed class ListSimilarTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Similar_cases_of_the_same_moderator_come_with_what_became_of_them()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var (community, other) = (await Community.CreateAsync(host, ada, 11, Stop), await Community.CreateAsync(host, ada, 12, Stop));
        var asked = Saying(community, "you stupid idiot");
        var past = Saying(community, "what a stupid idiot");
        past = past with { Actions = [community.Draft(past, status: ActionStatus.Rejected)] };
        await SimilarCasesTests.StoreAsync(host.Database, asked, past, Saying(other, "you stupid idiot"));
        var clean = community.Message(0.1f);
        await community.RecordAsync(Stop, clean);

        var answer = await ada.GetAsync($"{community.Path}/evaluations/{asked.EventId}/similar", Stop).JsonAsync(HttpStatusCode.OK, Stop);

        var found = Assert.Single(answer.GetProperty("data").EnumerateArray());
        Assert.Equal(past.EventId, found.GetProperty("event_id").GetGuid());
        Assert.Equal(("what a stupid idiot", "rejected"), (found.GetProperty("text").GetString(), found.GetProperty("outcome").GetString()));
        Assert.InRange(found.GetProperty("similarity").GetDouble(), 0.6, 1);
        var none = await ada.GetAsync($"{community.Path}/evaluations/{clean.EventId}/similar", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Equal(0, none.GetProperty("data").GetArrayLength());
        await ada.GetAsync($"{other.Path}/evaluations/{asked.EventId}/similar", Stop).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);
        await ada.GetAsync($"{community.Path}/evaluations/{asked.EventId}/similar?limit=51", Stop)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "limit");
    }

    private static EvaluationRecord Saying(Community community, string text) =>
        community.Message(0.9f) with { Context = JsonSerializer.Serialize(new { content = text, author_name = "Ann" }) };
}
