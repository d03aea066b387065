namespace Gova.ModerationWorker.Budgets;

/// <summary>What a model's tokens cost, in US dollars a million.</summary>
internal readonly record struct ModelPrices(decimal Input, decimal Output)
{
    /// <summary>In US dollars.</summary>
    public decimal Of(long inputTokens, long outputTokens) => ((inputTokens * Input) + (outputTokens * Output)) / 1_000_000;

    /// <summary>The most that so many tokens can cost, whichever they are.</summary>
    public decimal AtMost(long tokens) => tokens * Math.Max(Input, Output) / 1_000_000;
}
