using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Gova.Tests.Simulators.Llm;

public sealed class EmbeddingsEndpointTests
{
    [Fact]
    public async Task The_same_text_has_the_same_vector_and_like_texts_lie_closer()
    {
        await using var app = await SimulatorApp.StartAsync();
        string[] texts = ["claim your free gift card now", "claim your free gift card today", "walnut needs a sharp chisel"];
        var vectors = await EmbedAsync(app, texts, 256);
        var again = await EmbedAsync(app, texts, 256);
        Assert.All(vectors, vector => Assert.Equal(256, vector.Length));
        Assert.Equal(vectors[0], again[0]);
        Assert.Equal(1, Dot(vectors[0], vectors[0]), 3);
        Assert.True(Dot(vectors[0], vectors[1]) > Dot(vectors[0], vectors[2]) + 0.3);
    }

    private static async Task<List<double[]>> EmbedAsync(SimulatorApp app, string[] input, int dimensions)
    {
        using var response = await app.SendAsync(HttpMethod.Post, "/v1/embeddings", new { model = "simulated-embedder", input, dimensions });
        var body = await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken);
        return [.. body!["data"]!.AsArray().Select(item => item!["embedding"]!.AsArray().Select(value => (double)value!).ToArray())];
    }

    private static double Dot(double[] left, double[] right) => left.Zip(right, (a, b) => a * b).Sum();
}
