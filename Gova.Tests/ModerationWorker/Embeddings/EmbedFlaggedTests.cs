using Gova.Data.Evaluations;
using Gova.Moderation.Embeddings;
using Gova.Moderation.Review;
using Gova.ModerationWorker.Embeddings;
using Gova.ModerationWorker.Trends;
using Gova.Tests.Data;
using Gova.Tests.Data.Vectors;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gova.Tests.ModerationWorker.Embeddings;

public sealed class EmbedFlaggedTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_not_clean_is_embedded_and_nothing_else()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = await Samples.AddModeratorAsync(database);
        var flagged = FlaggedTexts.Of(moderator.ModeratorId, "you stupid idiot", 0.3f);
        await FlaggedTexts.RecordAsync(
            database, flagged, FlaggedTexts.Of(moderator.ModeratorId, "hello", 0.29f), FlaggedTexts.Of(moderator.ModeratorId, "", 0.9f));
        using var embed = Service(database);

        await embed.EmbedPageAsync(Stop);

        await using var db = database.CreateContext();
        var stored = await db.Embeddings.SingleAsync(Stop);
        Assert.Equal((flagged.EventId, moderator.ModeratorId), (stored.EventId, stored.ModeratorId));
        Assert.Equal(SimilarCasesTests.Embed("you stupid idiot"), stored.Embedding);
    }

    [Fact]
    public async Task A_service_that_starts_anew_goes_on_with_what_is_left()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = await Samples.AddModeratorAsync(database);
        await FlaggedTexts.RecordAsync(database, [.. Texts(moderator.ModeratorId, 150)]);
        using (var first = Service(database))
        {
            Assert.Equal(100, await first.EmbedPageAsync(Stop));
        }

        using var second = Service(database);

        Assert.Equal(50, await second.EmbedPageAsync(Stop));
        Assert.Equal(0, await second.EmbedPageAsync(Stop));
        Assert.Equal(150, await CountAsync(database));
    }

    [Fact]
    public async Task Several_workers_embed_each_message_once()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = await Samples.AddModeratorAsync(database);
        await FlaggedTexts.RecordAsync(database, [.. Texts(moderator.ModeratorId, 250)]);
        var generator = new CountingGenerator();
        var workers = Enumerable.Range(0, 4).Select(_ => Service(database, generator)).ToList();

        await Eventually.That(
            async () =>
            {
                await Task.WhenAll(workers.Select(worker => Task.Run(() => worker.EmbedPageAsync(Stop), Stop)));
                return await CountAsync(database) == 250;
            },
            TimeSpan.FromSeconds(60),
            "all are embedded");

        Assert.Equal(250, generator.Texts);
        workers.ForEach(worker => worker.Dispose());
    }

    [Fact]
    public async Task A_text_that_the_model_refuses_holds_up_no_other()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = await Samples.AddModeratorAsync(database);
        await FlaggedTexts.RecordAsync(database, [.. Texts(moderator.ModeratorId, 5), FlaggedTexts.Of(moderator.ModeratorId, "unbearable")]);
        using var embed = Service(database, new CountingGenerator());

        Assert.Equal(6, await embed.EmbedPageAsync(Stop));

        Assert.Equal(5, await CountAsync(database));
        Assert.Equal(0, await embed.EmbedPageAsync(Stop));
    }

    [Fact]
    public async Task After_a_failure_nothing_is_missing()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = await Samples.AddModeratorAsync(database);
        await FlaggedTexts.RecordAsync(database, [.. Texts(moderator.ModeratorId, 5)]);
        var generator = new CountingGenerator { IsDown = true };
        using var embed = Service(database, generator);
        await Assert.ThrowsAsync<ModelUnavailableException>(() => embed.EmbedPageAsync(Stop));
        generator.IsDown = false;

        await embed.EmbedPageAsync(Stop);

        Assert.Equal(5, await CountAsync(database));
    }

    internal static EmbedFlagged Service(TestDatabase database, IEmbeddingGenerator<string, Embedding<float>>? generator = null) => new(
        database.DataSource,
        new EmbedTexts(generator ?? new HashedEmbedder(), NullLogger<EmbedTexts>.Instance),
        new FindThemes(TimeProvider.System),
        TimeProvider.System,
        NullLogger<EmbedFlagged>.Instance);

    private static IEnumerable<EvaluationRecord> Texts(Guid moderatorId, int count) =>
        Enumerable.Range(0, count).Select(i => FlaggedTexts.Of(moderatorId, $"insult number {i}"));

    private static Task<long> CountAsync(TestDatabase database) => database.ScalarAsync<long>("SELECT count(*) FROM evaluation_embeddings", Stop);

    /// <summary>Refuses whatever comes together with an unbearable text.</summary>
    private sealed class CountingGenerator : DelegatingEmbeddingGenerator<string, Embedding<float>>
    {
        private int _texts;

        public CountingGenerator()
            : base(new HashedEmbedder())
        {
        }

        public bool IsDown { get; set; }

        public int Texts => _texts;

        public override Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            var texts = values.ToList();
            if (IsDown)
            {
                throw new ModelUnavailableException("down");
            }

            if (texts.Contains("unbearable"))
            {
                throw new ModelRefusedRequestException("unbearable", new InvalidOperationException());
            }

            Interlocked.Add(ref _texts, texts.Count);
            return base.GenerateAsync(texts, options, cancellationToken);
        }
    }
}
