using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql.EntityFrameworkCore.PostgreSQL.Query.Expressions.Internal;

namespace Gova.Data.Vectors;

/// <summary>Distances between embeddings, in queries only.</summary>
public static class EmbeddingFunctions
{
    /// <summary>Cosine distance, pgvector's <c>&lt;=&gt;</c>: 0 (same direction) to 2 (opposite).</summary>
    /// <exception cref="InvalidOperationException">Called outside a query.</exception>
    public static double CosineDistance(Embedding left, Embedding right) =>
        throw new InvalidOperationException($"{nameof(CosineDistance)} works in database queries only.");

#pragma warning disable EF1001 // The provider's operator expression is internal; the tests hold this to the installed version.
    internal static void Register(ModelBuilder model) =>
        model.HasDbFunction(typeof(EmbeddingFunctions).GetMethod(nameof(CosineDistance))!)
            .HasTranslation(arguments => new PgUnknownBinaryExpression(
                arguments[0], arguments[1], "<=>", typeof(double), new DoubleTypeMapping("double precision")));
#pragma warning restore EF1001
}
