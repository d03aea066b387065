using Gova.ModerationWorker.Budgets;

namespace Gova.ModerationWorker.Llm;

/// <summary>A model at <c>Llm:Endpoint</c> that backtests may ask beside the one that reviews.</summary>
internal sealed class BacktestModel
{
    public string? Model { get; set; }

    /// <summary>US dollars for a million tokens that are sent; unset, those of the model that reviews.</summary>
    public decimal? InputPricePerMillion { get; set; }

    /// <summary>US dollars for a million tokens that are answered; unset, those of the model that reviews.</summary>
    public decimal? OutputPricePerMillion { get; set; }

    public ModelPrices PricesBeside(ModelPrices first) => new(InputPricePerMillion ?? first.Input, OutputPricePerMillion ?? first.Output);

    /// <summary>What is wrong, in sentences that name the setting.</summary>
    public IEnumerable<string> Problems(string path)
    {
        if (string.IsNullOrWhiteSpace(Model))
        {
            yield return $"{path}:Model is missing: name the model.";
        }

        if (InputPricePerMillion is < 0 or > ModelOptions.DearestPrice || OutputPricePerMillion is < 0 or > ModelOptions.DearestPrice)
        {
            yield return $"{path}:InputPricePerMillion and OutputPricePerMillion must be between 0 and 100000 US dollars.";
        }
    }
}
