using System.ComponentModel.DataAnnotations;
using Gova.ModerationWorker.Budgets;

namespace Gova.ModerationWorker.Llm;

/// <summary>Which models review, from the section <c>Llm</c>. Without an endpoint rules and the local model judge alone.</summary>
internal sealed class LlmOptions : ModelOptions, IValidatableObject
{
    /// <summary>Whether members' words and the key may go in clear to another machine, because the network between is private.</summary>
    public bool AllowPlainHttp { get; set; }

    /// <summary>Asked while the first cannot answer.</summary>
    public ModelOptions Fallback { get; set; } = new();

    /// <summary>A stronger model, asked about the verdicts that a moderator's <c>second_opinion</c> names.</summary>
    public ModelOptions Second { get; set; } = new();

    /// <summary>Further models that backtests may ask: whoever may run one may not choose what the operator pays for.</summary>
    public IList<BacktestModel> BacktestModels { get; set; } = [];

    /// <summary>Messages of one channel in a request.</summary>
    [Range(1, 50, ErrorMessage = "Llm:BatchSize must be between 1 and 50.")]
    public int BatchSize { get; set; } = 20;

    /// <summary>Room for the conversation and what else is known around a request's messages, by a careful estimate.</summary>
    [Range(0, 100_000, ErrorMessage = "Llm:ContextTokens must be between 0 and 100000.")]
    public int ContextTokens { get; set; } = 1_500;

    /// <summary>A channel's summary is renewed after so many further messages; 0 makes none.</summary>
    [Range(0, 100_000, ErrorMessage = "Llm:SummaryAfterMessages must be between 0 and 100000.")]
    public int SummaryAfterMessages { get; set; } = 200;

    /// <summary>Of one request.</summary>
    [Range(1, 600, ErrorMessage = "Llm:TimeoutSeconds must be between 1 and 600.")]
    public double TimeoutSeconds { get; set; } = 30;

    /// <summary>What the model of a budget's tier costs. The fallback is counted like the one whose place it takes.</summary>
    public ModelPrices PricesOf(string tier) => (tier == ModelTiers.Second && Second.IsConfigured ? Second : this).Prices;

    /// <summary>What a model costs that a backtest names; null when it may not be asked.</summary>
    public ModelPrices? PricesOfBacktest(string model) => model == Model
        ? Prices
        : BacktestModels.FirstOrDefault(other => other.Model == model)?.PricesBeside(Prices);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var problems = Problems("Llm", AllowPlainHttp);
        if (!IsConfigured && (Fallback.IsConfigured || Second.IsConfigured))
        {
            problems = problems.Append("Llm:Endpoint is missing: Llm:Fallback and Llm:Second stand beside a first model.");
        }

        problems = problems.Concat(BacktestModels.SelectMany((model, i) => model.Problems($"Llm:BacktestModels:{i}")));
        return problems.Concat(Fallback.Problems("Llm:Fallback", AllowPlainHttp)).Concat(Second.Problems("Llm:Second", AllowPlainHttp))
            .Select(problem => new ValidationResult(problem));
    }
}
