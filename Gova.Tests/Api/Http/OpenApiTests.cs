using System.Net;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Api.Http;

public sealed class OpenApiTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private static readonly string Committed = Repository.File("Gova.Api", "openapi.json");

    /// <summary>After a change of the api, run once with GOVA_UPDATE_OPENAPI=1, look at the difference and commit it.</summary>
    [Fact]
    public async Task The_committed_description_is_the_one_that_is_served()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var client = host.CreateClient();

        var served = await client.GetStringAsync("/openapi/v1.json", Stop);

        if (Environment.GetEnvironmentVariable("GOVA_UPDATE_OPENAPI") == "1")
        {
            await File.WriteAllTextAsync(Committed, $"{served}\n", Stop);
        }

        Assert.Equal(await File.ReadAllTextAsync(Committed, Stop), $"{served}\n");
        Assert.Contains("\"openapi\": \"3.1", served, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_has_the_description_is_not_sent_it_again()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var client = host.CreateClient();
        using var first = await client.GetAsync("/openapi/v1.json", Stop);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await client.SendAsync(again, Stop);
        using var third = await client.GetAsync("/openapi/v1.json", Stop);

        Assert.Equal((HttpStatusCode.OK, "application/json"), (first.StatusCode, first.Content.Headers.ContentType?.MediaType));
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Equal(first.Headers.ETag, third.Headers.ETag);
    }

    [Fact]
    public async Task A_configuration_is_described_once_and_referred_to_elsewhere()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var client = host.CreateClient();

        var served = await client.GetStringAsync("/openapi/v1.json", Stop);

        Assert.Equal(1, served.Split("\"keyword_rules\": {").Length - 1);
        Assert.Equal(1, served.Split("\"default_params\": {").Length - 1);
        Assert.Contains("\"conf\": {\n            \"$ref\": \"#/components/schemas/ModeratorConfiguration\"", served, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_does_not_exist_is_a_problem_too()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var client = host.CreateClient();

        await client.GetAsync("/nowhere", Stop).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);
        await client.GetAsync("/auth/login", Stop).ProblemAsync(HttpStatusCode.MethodNotAllowed, "method-not-allowed", Stop);
        await client.PostAsync("/auth/login", new StringContent("email=x"), Stop)
            .ProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type", Stop);
    }
}
