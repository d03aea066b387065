using System.Text.Json;
using Gova.Data.Accounts;
using Gova.Data.Actions;
using Gova.Data.Alerts;
using Gova.Data.Audit;
using Gova.Data.Backtests;
using Gova.Data.Billing;
using Gova.Data.Budgets;
using Gova.Data.Connections;
using Gova.Data.Conversations;
using Gova.Data.Emails;
using Gova.Data.Encryption;
using Gova.Data.Evaluations;
using Gova.Data.Moderators;
using Gova.Data.Outbox;
using Gova.Data.Privacy;
using Gova.Data.Reputation;
using Gova.Data.Statistics;
using Gova.Data.Teams;
using Gova.Data.Trends;
using Gova.Data.Vectors;
using Gova.Data.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace Gova.Data;

/// <summary>Everything that rests in Postgres. Each entity carries its own mapping; names are snake_case throughout.</summary>
public sealed class GovaDbContext(DbContextOptions<GovaDbContext> options) : DbContext(options)
{
    public DbSet<User> Users => Set<User>();

    public DbSet<UserSession> UserSessions => Set<UserSession>();

    public DbSet<UserCode> UserCodes => Set<UserCode>();

    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    public DbSet<OauthState> OauthStates => Set<OauthState>();

    public DbSet<PlatformConnection> PlatformConnections => Set<PlatformConnection>();

    public DbSet<Moderator> Moderators => Set<Moderator>();

    public DbSet<ConfigurationVersion> ConfigurationVersions => Set<ConfigurationVersion>();

    public DbSet<ModeratorAcknowledgement> ModeratorAcknowledgements => Set<ModeratorAcknowledgement>();

    public DbSet<ModeratorMember> ModeratorMembers => Set<ModeratorMember>();

    public DbSet<Invitation> Invitations => Set<Invitation>();

    public DbSet<AuditEntry> AuditLog => Set<AuditEntry>();

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

    public DbSet<AccountUsage> AccountUsage => Set<AccountUsage>();

    public DbSet<QuarterHourStats> QuarterHourStats => Set<QuarterHourStats>();

    public DbSet<StatsWatermark> StatsWatermarks => Set<StatsWatermark>();

    public DbSet<TrendCluster> TrendClusters => Set<TrendCluster>();

    public DbSet<TrendMember> TrendMembers => Set<TrendMember>();

    public DbSet<Alert> Alerts => Set<Alert>();

    public DbSet<Backtest> Backtests => Set<Backtest>();

    public DbSet<DiscordSession> DiscordSessions => Set<DiscordSession>();

    public DbSet<WebhookEndpoint> WebhookEndpoints => Set<WebhookEndpoint>();

    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();

    public DbSet<BillingAccount> BillingAccounts => Set<BillingAccount>();

    public DbSet<Subscription> Subscriptions => Set<Subscription>();

    public DbSet<Checkout> Checkouts => Set<Checkout>();

    public DbSet<StripeEvent> StripeEvents => Set<StripeEvent>();

    public DbSet<Reconciliation> Reconciliations => Set<Reconciliation>();

    public DbSet<QueuedEmail> Emails => Set<QueuedEmail>();

    public DbSet<Erasure> Erasures => Set<Erasure>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(GovaDbContext).Assembly);
        modelBuilder.HasSequence<long>(StripeReads.Sequence);
        modelBuilder.HasPostgresExtension("vector");
        modelBuilder.HasPostgresExtension("btree_gin");
        EmbeddingFunctions.Register(modelBuilder);
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
        {
            property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
        }
    }
}
