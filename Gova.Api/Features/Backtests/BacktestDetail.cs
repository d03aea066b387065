using System.Text.Json;
using System.Text.Json.Serialization;
using Gova.Moderation.Backtests;

namespace Gova.Api.Features.Backtests;

/// <summary>One backtest with its draft and its report.</summary>
internal sealed record BacktestDetail : BacktestResponse
{
    public BacktestDetail(BacktestResponse backtest)
        : base(backtest)
    {
    }

    /// <summary>The draft.</summary>
    [JsonPropertyOrder(1)]
    public required JsonElement Conf { get; init; }

    /// <summary>What the draft would have decided, beside what was decided; null until it is completed.</summary>
    [JsonPropertyOrder(1)]
    public required BacktestReport? Report { get; init; }
}
