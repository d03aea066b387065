using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Backtests;

/// <summary>Where a backtest stands.</summary>
public enum BacktestStatus
{
    Queued,
    Running,
    Completed,

    /// <summary><see cref="Backtest.Error"/> says why.</summary>
    Failed,
    Cancelled,
}

/// <summary>A replay of stored messages against a draft configuration or another model (table <c>backtests</c>). Nothing is executed.</summary>
public sealed class Backtest
{
    /// <summary>UUIDv7.</summary>
    public Guid BacktestId { get; init; }

    public Guid ModeratorId { get; init; }

    /// <summary>The account that asked for it.</summary>
    public Guid RequestedBy { get; init; }

    public BacktestStatus Status { get; set; }

    /// <summary>The draft configuration.</summary>
    public string Conf { get; init; } = "{}";

    /// <summary>The model to ask instead of the configured one.</summary>
    public string? Model { get; init; }

    /// <summary>Messages posted from here on.</summary>
    public DateTimeOffset FromAt { get; init; }

    /// <summary>And before this.</summary>
    public DateTimeOffset UntilAt { get; init; }

    /// <summary>At most so many, the newest.</summary>
    public int MaxMessages { get; init; }

    /// <summary>Messages to replay, once they are counted.</summary>
    public int? Total { get; set; }

    /// <summary>Messages replayed.</summary>
    public int Done { get; set; }

    /// <summary>JSON object: the figures so far, so that another worker can go on, and in the end the report.</summary>
    public string? Report { get; set; }

    public string? Error { get; set; }

    /// <summary>Whoever runs it holds it until then.</summary>
    public DateTimeOffset? LeasedUntil { get; set; }

    public DateTimeOffset RequestedAt { get; init; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<Backtest>
    {
        public void Configure(EntityTypeBuilder<Backtest> builder)
        {
            builder.ToTable("backtests");
            builder.HasKey(b => b.BacktestId).HasName("pk_backtests");
            builder.Property(b => b.Status).HasSnakeCaseName();
            builder.Property(b => b.Conf).HasColumnType("jsonb");
            builder.Property(b => b.Report).HasColumnType("jsonb");
            builder.HasIndex(b => new { b.ModeratorId, b.RequestedAt }).IsDescending(false, true).HasDatabaseName("ix_backtests_moderator");
            builder.HasIndex(b => b.LeasedUntil).HasFilter("status IN ('queued', 'running')").HasDatabaseName("ix_backtests_open");
        }
    }
}
