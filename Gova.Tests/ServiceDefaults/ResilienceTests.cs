using System.Net;
using Gova.ServiceDefaults;

namespace Gova.Tests.ServiceDefaults;

public sealed class ResilienceTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_get_is_repeated_until_the_service_answers()
    {
        var service = new ScriptedService(HttpStatusCode.InternalServerError, HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK);
        using var client = ClientOf(service);

        using var response = await client.GetAsync("http://service.example/", Stop);

        Assert.Equal((HttpStatusCode.OK, 3), (response.StatusCode, service.Calls));
    }

    [Fact]
    public async Task A_post_is_sent_once_because_it_may_have_had_an_effect()
    {
        var service = new ScriptedService(HttpStatusCode.InternalServerError, HttpStatusCode.OK);
        using var client = ClientOf(service);

        using var response = await client.PostAsync("http://service.example/", null, Stop);

        Assert.Equal((HttpStatusCode.InternalServerError, 1), (response.StatusCode, service.Calls));
    }

    [Fact]
    public async Task A_client_error_is_not_repeated()
    {
        var service = new ScriptedService(HttpStatusCode.NotFound, HttpStatusCode.OK);
        using var client = ClientOf(service);

        using var response = await client.GetAsync("http://service.example/", Stop);

        Assert.Equal((HttpStatusCode.NotFound, 1), (response.StatusCode, service.Calls));
    }

    private static HttpClient ClientOf(ScriptedService service) =>
        new(new ResilienceHandler(Resilience.CreatePipeline(TimeProvider.System)) { InnerHandler = service });

    private sealed class ScriptedService(params HttpStatusCode[] answers) : HttpMessageHandler
    {
        public int Calls { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(answers[Calls++])
            {
                Headers = { RetryAfter = new System.Net.Http.Headers.RetryConditionHeaderValue(TimeSpan.FromMilliseconds(1)) },
            });
    }
}
