using Gova.Data.Vectors;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Data.Vectors;

public sealed class EmbeddingTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_embedding_survives_a_round_trip_through_postgres()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var stored = Along(axis: 3);
        await using (var db = database.CreateContext())
        {
            db.Embeddings.Add(Row(stored));
            await db.SaveChangesAsync(Stop);
        }

        await using var fresh = database.CreateContext();
        Assert.Equal(stored, (await fresh.Embeddings.SingleAsync(Stop)).Embedding);
    }

    [Fact]
    public async Task Neighbours_come_in_order_of_cosine_distance()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await using var db = database.CreateContext();
        db.Embeddings.AddRange(Row(Along(1)), Row(Between(1, 2)), Row(Along(2)));
        await db.SaveChangesAsync(Stop);
        var query = Along(1);

        var distances = await db.Embeddings
            .OrderBy(e => EmbeddingFunctions.CosineDistance(e.Embedding, query))
            .Select(e => EmbeddingFunctions.CosineDistance(e.Embedding, query))
            .ToListAsync(Stop);

        Assert.Equal([0, 0.29, 1], distances.Select(d => Math.Round(d, 2)));
    }

    [Fact]
    public void A_vector_of_another_length_is_refused() =>
        Assert.Throws<ArgumentException>(() => Embedding.From(new float[3]));

    [Fact]
    public void A_number_too_large_for_half_precision_is_refused()
    {
        var values = new float[Embedding.Dimensions];
        values[7] = 1e9f;

        Assert.Throws<ArgumentException>(() => Embedding.From(values));
    }

    private static EvaluationEmbedding Row(Embedding embedding)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new EvaluationEmbedding
        {
            EventId = Guid.CreateVersion7(now), CreatedAt = now, ModeratorId = Guid.CreateVersion7(now), Embedding = embedding,
        };
    }

    private static Embedding Along(int axis) => Between(axis, axis);

    private static Embedding Between(int a, int b)
    {
        var values = new float[Embedding.Dimensions];
        values[a] = 1;
        values[b] = 1;
        return Embedding.From(values);
    }
}
