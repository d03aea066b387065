using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Gova.Data.Vectors;

/// <summary>Adds the type mapping to a context's services. Stands in for Pgvector.EntityFrameworkCore's <c>UseVector</c>.</summary>
internal sealed class VectorOptionsExtension : IDbContextOptionsExtension
{
    public DbContextOptionsExtensionInfo Info => new ExtensionInfo(this);

    public void ApplyServices(IServiceCollection services) =>
        services.AddSingleton<IRelationalTypeMappingSourcePlugin, EmbeddingTypeMapping.SourcePlugin>();

    public void Validate(IDbContextOptions options)
    {
        // Nothing can be configured, so nothing can be wrong.
    }

    private sealed class ExtensionInfo(IDbContextOptionsExtension extension) : DbContextOptionsExtensionInfo(extension)
    {
        public override bool IsDatabaseProvider => false;

        public override string LogFragment => "halfvec ";

        public override int GetServiceProviderHashCode() => 0;

        public override bool ShouldUseSameServiceProvider(DbContextOptionsExtensionInfo other) => other is ExtensionInfo;

        public override void PopulateDebugInfo(IDictionary<string, string> debugInfo) => debugInfo["Gova:Vectors"] = "1";
    }
}

internal static class VectorOptionsExtensions
{
    public static DbContextOptionsBuilder UseEmbeddings(this DbContextOptionsBuilder options)
    {
        ((IDbContextOptionsBuilderInfrastructure)options).AddOrUpdateExtension(new VectorOptionsExtension());
        return options;
    }
}
