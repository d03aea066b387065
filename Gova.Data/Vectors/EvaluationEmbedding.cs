using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Vectors;

/// <summary>
/// The embedding of a message that was not judged clean (table <c>evaluation_embeddings</c>), partitioned like the
/// evaluations. Search within one moderator, with <c>hnsw.iterative_scan</c> on, so that the tenant filter costs no results.
/// </summary>
public sealed class EvaluationEmbedding
{
    /// <summary>The evaluation.</summary>
    public Guid EventId { get; init; }

    /// <summary>The evaluation's partition key.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The tenant; part of every search.</summary>
    public Guid ModeratorId { get; init; }

    public required Embedding Embedding { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<EvaluationEmbedding>
    {
        public void Configure(EntityTypeBuilder<EvaluationEmbedding> builder)
        {
            builder.ToTable("evaluation_embeddings");
            builder.HasKey(e => new { e.EventId, e.CreatedAt }).HasName("pk_evaluation_embeddings");
            builder.Property(e => e.Embedding).HasColumnType($"halfvec({Vectors.Embedding.Dimensions})");
            builder.HasIndex(e => e.Embedding).HasMethod("hnsw").HasOperators("halfvec_cosine_ops")
                .HasDatabaseName("ix_evaluation_embeddings_cosine");
        }
    }
}
