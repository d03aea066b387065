using System.Text.Json;
using Gova.Data.Accounts;
using Gova.Data.Actions;
using Gova.Data.Connections;
using Gova.Data.Evaluations;
using Gova.Data.Moderators;
using Gova.Data.Outbox;
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
