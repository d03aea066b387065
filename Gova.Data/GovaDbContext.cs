using System.Text.Json;
using Gova.Data.Accounts;
using Gova.Data.Actions;
using Gova.Data.Alerts;
using Gova.Data.Backtests;
using Gova.Data.Budgets;
using Gova.Data.Connections;
using Gova.Data.Conversations;
using Gova.Data.Evaluations;
using Gova.Data.Moderators;
using Gova.Data.Outbox;
using Gova.Data.Reputation;
using Gova.Data.Trends;
using Gova.Data.Vectors;
using Microsoft.EntityFrameworkCore;

namespace Gova.Data;

/// <summary>Everything that rests in Postgres. Each entity carries its own mapping; names are snake_case throughout.</summary>
public sealed class GovaDbContext(DbContextOptions<GovaDbContext> options) : DbContext(options)
{
    public DbSet<User> Users => Set<User>();

    public DbSet<Moderator> Moderators => Set<Moderator>();

    public DbSet<EvaluationEvent> Evaluations => Set<EvaluationEvent>();

    public DbSet<ReviewItem> ReviewQueue => Set<ReviewItem>();

    public DbSet<ActionEvent> Actions => Set<ActionEvent>();

    public DbSet<KillSwitch> KillSwitches => Set<KillSwitch>();

    public DbSet<ReviewCard> ReviewCards => Set<ReviewCard>();

    public DbSet<OutboxMessage> Outbox => Set<OutboxMessage>();

    public DbSet<EvaluationEmbedding> Embeddings => Set<EvaluationEmbedding>();

    public DbSet<ChannelSummary> ChannelSummaries => Set<ChannelSummary>();

    public DbSet<MemberRecord> MemberRecords => Set<MemberRecord>();

    public DbSet<ModelUsage> ModelUsage => Set<ModelUsage>();

    public DbSet<TrendCluster> TrendClusters => Set<TrendCluster>();

    public DbSet<TrendMember> TrendMembers => Set<TrendMember>();

    public DbSet<Alert> Alerts => Set<Alert>();

    public DbSet<Backtest> Backtests => Set<Backtest>();

    public DbSet<DiscordSession> DiscordSessions => Set<DiscordSession>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(GovaDbContext).Assembly);
        modelBuilder.HasPostgresExtension("vector");
        EmbeddingFunctions.Register(modelBuilder);
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
        {
            property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
        }
    }
}
