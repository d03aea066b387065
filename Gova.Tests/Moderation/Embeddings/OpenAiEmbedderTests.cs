using Gova.Moderation.Embeddings;
using Gova.Moderation.Review;
using Gova.Tests.Simulators;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gova.Tests.Moderation.Embeddings;

public sealed class OpenAiEmbedderTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_text_gets_the_vector_that_the_endpoint_answers_for_it()
    {
        await using var app = await SimulatorApp.StartAsync();
        using var embedder = Embedder($"{app.Address}v1", HashedEmbedder.Dimensions);

        var vectors = await embedder.GenerateAsync(["one text", "another text", "one text"], cancellationToken: Stop);

        Assert.Equal(vectors[0].Vector.ToArray(), vectors[2].Vector.ToArray());
        Assert.NotEqual(vectors[0].Vector.ToArray(), vectors[1].Vector.ToArray());
    }

    [Fact]
    public async Task Vectors_of_another_length_are_refused_and_the_setting_is_named()
    {
        await using var app = await SimulatorApp.StartAsync();
        using var embedder = Embedder($"{app.Address}v1", null);

        var failure = await Assert.ThrowsAsync<ModelUnavailableException>(() => embedder.GenerateAsync(["a text"], cancellationToken: Stop));

        Assert.Contains("1536", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Embeddings:Dimensions", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, "{}", typeof(ModelRefusedRequestException))]
    [InlineData(503, "{}", typeof(ModelUnavailableException))]
    [InlineData(200, "not json", typeof(ModelUnavailableException))]
    [InlineData(200, """{"data": []}""", typeof(ModelUnavailableException))]
    public async Task Every_failure_is_one_of_two(int status, string answer, Type expected)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.MapPost("/v1/embeddings", (HttpContext context) =>
        {
            (context.Response.StatusCode, context.Response.ContentType) = (status, "application/json");
            return context.Response.WriteAsync(answer, Stop);
        });
        await app.StartAsync(Stop);
        using var embedder = Embedder($"{app.Urls.Single()}/v1", null);

        Assert.IsType(expected, await Record.ExceptionAsync(() => embedder.GenerateAsync(["a text"], cancellationToken: Stop)));
    }

    private static OpenAiEmbedder Embedder(string endpoint, int? dimensions) =>
        new(new Uri(endpoint), "embedder", null, dimensions, TimeSpan.FromSeconds(30));
}
