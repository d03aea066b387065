using Gova.ModerationWorker.Budgets;

namespace Gova.ModerationWorker.Llm;

/// <summary>One model on one OpenAI-compatible server.</summary>
internal class ModelOptions
{
    internal const decimal DearestPrice = 100_000;

    /// <summary>Base address of the server, including <c>/v1</c>.</summary>
    public string? Endpoint { get; set; }

    /// <summary>Its key; local servers need none.</summary>
    public string? ApiKey { get; set; }

    public string? Model { get; set; }

    /// <summary>Requests under way at once.</summary>
    public int Concurrency { get; set; } = 8;

    /// <summary>US dollars for a million tokens that are sent; 0 costs nothing.</summary>
    public decimal InputPricePerMillion { get; set; }

    /// <summary>US dollars for a million tokens that are answered; 0 costs nothing.</summary>
    public decimal OutputPricePerMillion { get; set; }

    public bool IsConfigured => !string.IsNullOrWhiteSpace(Endpoint);

    public ModelPrices Prices => new(InputPricePerMillion, OutputPricePerMillion);

    /// <summary>What is wrong, in sentences that name the setting.</summary>
    internal IEnumerable<string> Problems(string path, bool allowsPlainHttp)
    {
        if (Concurrency is < 1 or > 256)
        {
            yield return $"{path}:Concurrency must be between 1 and 256.";
        }

        if (InputPricePerMillion is < 0 or > DearestPrice)
        {
            yield return $"{path}:InputPricePerMillion must be between 0 and 100000 US dollars.";
        }

        if (OutputPricePerMillion is < 0 or > DearestPrice)
        {
            yield return $"{path}:OutputPricePerMillion must be between 0 and 100000 US dollars.";
        }

        if (!IsConfigured)
        {
            yield break;
        }

        if (!Uri.TryCreate(Endpoint, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            yield return $"{path}:Endpoint must be an absolute http or https address, e.g. https://host/v1.";
        }
        else if (uri.Scheme == "http" && !uri.IsLoopback && !allowsPlainHttp)
        {
            yield return $"{path}:Endpoint must be an https address, as messages and the key go there (plain http is for this machine only; "
                + "in a private network Llm:AllowPlainHttp=true allows it).";
        }

        if (string.IsNullOrWhiteSpace(Model))
        {
            yield return $"{path}:Model is missing: name the model that {path}:Endpoint serves.";
        }
    }
}

/// <summary>The names under which requests are counted in budgets.</summary>
internal static class ModelTiers
{
    public const string First = "model";
    public const string Second = "second_model";
    public const string Summary = "summary";
}
