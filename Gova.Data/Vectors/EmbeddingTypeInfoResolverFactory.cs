using Npgsql.Internal;
using Npgsql.Internal.Postgres;

namespace Gova.Data.Vectors;

#pragma warning disable NPG9001 // Npgsql's converter API is public but may change; the tests hold this file to the installed version.

/// <summary>Teaches Npgsql that <see cref="Embedding"/> is <c>halfvec</c>.</summary>
internal sealed class EmbeddingTypeInfoResolverFactory : PgTypeInfoResolverFactory
{
    public override IPgTypeInfoResolver CreateResolver() => new Resolver();

    public override IPgTypeInfoResolver? CreateArrayResolver() => null;

    private sealed class Resolver : IPgTypeInfoResolver
    {
        private readonly TypeInfoMappingCollection _mappings = new();

        public Resolver() => _mappings.AddType<Embedding>(
            "halfvec", static (options, mapping, _) => mapping.CreateInfo(options, new EmbeddingConverter()), isDefault: true);

        public PgTypeInfo? GetTypeInfo(Type? type, DataTypeName? dataTypeName, PgSerializerOptions options) =>
            _mappings.Find(type, dataTypeName, options);
    }
}
