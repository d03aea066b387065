using System.Data.Common;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Gova.Data.Vectors;

/// <summary>Maps <see cref="Embedding"/> to <c>halfvec</c> in EF.</summary>
internal sealed class EmbeddingTypeMapping : RelationalTypeMapping
{
    public EmbeddingTypeMapping(string storeType)
        : base(storeType, typeof(Embedding))
    {
    }

    private EmbeddingTypeMapping(RelationalTypeMappingParameters parameters)
        : base(parameters)
    {
    }

    protected override RelationalTypeMapping Clone(RelationalTypeMappingParameters parameters) => new EmbeddingTypeMapping(parameters);

    protected override void ConfigureParameter(DbParameter parameter) => ((NpgsqlParameter)parameter).DataTypeName = "halfvec";

    /// <summary>Finds the mapping for the model.</summary>
    internal sealed class SourcePlugin : IRelationalTypeMappingSourcePlugin
    {
        public RelationalTypeMapping? FindMapping(in RelationalTypeMappingInfo mappingInfo) =>
            mappingInfo.ClrType == typeof(Embedding) || mappingInfo.StoreTypeNameBase == "halfvec"
                ? new EmbeddingTypeMapping(mappingInfo.StoreTypeName ?? "halfvec")
                : null;
    }
}
