using Gova.Data.Actions;
using Gova.Data.Alerts;
using Gova.Data.Backtests;
using Gova.Data.Budgets;
using Gova.Data.Evaluations;
using Gova.Data.Moderators;
using Gova.Data.Outbox;
using Gova.Data.Statistics;
using Gova.Data.Vectors;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Gova.Data;

/// <summary>Registers the database. Stands in for Aspire.Npgsql.EntityFrameworkCore.PostgreSQL's client registration.</summary>
public static class DataExtensions
{
    private static readonly PreparedQueries.Interceptor Prepare = new();

    /// <summary>Adds the data source, the context (scoped, and a factory) and a health check, from <c>ConnectionStrings:govadb</c>.</summary>
    public static IHostApplicationBuilder AddGovaData(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<DataOptions>()
            .Configure<IConfiguration>((options, configuration) => options.ConnectionString = configuration.GetConnectionString("govadb"))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton(provider => CreateDataSource(provider.GetRequiredService<IOptions<DataOptions>>().Value.ConnectionString!));
        services.AddDbContextFactory<GovaDbContext>((provider, options) =>
            Configure(options, provider.GetRequiredService<NpgsqlDataSource>()));
        // Every statement at level Information would drown what the services have to say.
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.Warning);
        services.AddSingleton<RecordEvaluations>();
        services.AddSingleton<ReviewQueue>();
        services.AddSingleton<ActionClaims>();
        services.AddSingleton<RaiseAlert>();
        services.AddSingleton<AcknowledgeModerators>();
        services.AddSingleton<MessageQuota>();
        services.AddOptions<TierOptions>().BindConfiguration("Tiers").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<BacktestQueue>();
        services.AddSingleton<BacktestMessages>();
        services.AddSingleton<SimilarCases>();
        services.AddSingleton<RollUpStatistics>();
        services.AddSingleton<ReadStatistics>();
        services.AddHealthChecks().AddCheck<DatabaseHealthCheck>("postgres", tags: ["ready"]);
        return builder;
    }

    /// <summary>Publishes the outbox from this host. Several hosts may do so: one at a time holds the lock.</summary>
    public static IServiceCollection AddOutboxRelay(this IServiceCollection services) => services.AddHostedService<OutboxRelay>();

    /// <summary>Keeps the statistics from this host. Several hosts may do so: one at a time holds the lock.</summary>
    public static IServiceCollection AddStatisticsKeeper(this IServiceCollection services) => services.AddHostedService<StatisticsKeeper>();

    /// <summary>A data source that knows embeddings.</summary>
    public static NpgsqlDataSource CreateDataSource(string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
#pragma warning disable NPG9001 // See EmbeddingTypeInfoResolverFactory.
        builder.AddTypeInfoResolverFactory(new EmbeddingTypeInfoResolverFactory());
#pragma warning restore NPG9001
        return builder.Build();
    }

    /// <summary>How every context reaches the database.</summary>
    public static DbContextOptionsBuilder Configure(DbContextOptionsBuilder options, NpgsqlDataSource dataSource) =>
        options.UseNpgsql(dataSource).UseEmbeddings().AddInterceptors(Prepare);
}
