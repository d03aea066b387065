using System.ComponentModel.DataAnnotations;
using Gova.ModerationWorker.Budgets;

namespace Gova.ModerationWorker.Llm;

/// <summary>Which model reviews, from the section <c>Llm</c>. Without an endpoint only the keyword rules work.</summary>
internal sealed class LlmOptions : IValidatableObject
{
    /// <summary>Base address of an OpenAI-compatible server, including <c>/v1</c>.</summary>
    public string? Endpoint { get; set; }

    /// <summary>Whether members' words and the key may go in clear to another machine, because the network between is private.</summary>
    public bool AllowPlainHttp { get; set; }

    /// <summary>Its key; local servers need none.</summary>
    public string? ApiKey { get; set; }

    public string? Model { get; set; }

    /// <summary>Requests under way at once.</summary>
    [Range(1, 256, ErrorMessage = "Llm:Concurrency must be between 1 and 256.")]
    public int Concurrency { get; set; } = 8;

    /// <summary>Messages of one channel in a request.</summary>
    [Range(1, 50, ErrorMessage = "Llm:BatchSize must be between 1 and 50.")]
    public int BatchSize { get; set; } = 20;

    /// <summary>Room for the conversation and what else is known around a request's messages, by a careful estimate.</summary>
    [Range(0, 100_000, ErrorMessage = "Llm:ContextTokens must be between 0 and 100000.")]
    public int ContextTokens { get; set; } = 1_500;

    /// <summary>Of one request.</summary>
    [Range(1, 600, ErrorMessage = "Llm:TimeoutSeconds must be between 1 and 600.")]
    public double TimeoutSeconds { get; set; } = 30;

    /// <summary>US dollars for a million tokens that are sent; 0 costs nothing.</summary>
    [Range(0, 100_000, ErrorMessage = "Llm:InputPricePerMillion must be between 0 and 100000 US dollars.")]
    public decimal InputPricePerMillion { get; set; }

    /// <summary>US dollars for a million tokens that are answered; 0 costs nothing.</summary>
    [Range(0, 100_000, ErrorMessage = "Llm:OutputPricePerMillion must be between 0 and 100000 US dollars.")]
    public decimal OutputPricePerMillion { get; set; }

    public bool IsConfigured => !string.IsNullOrWhiteSpace(Endpoint);

    /// <summary>What the model of a budget's tier costs.</summary>
    public ModelPrices PricesOf(string tier) => new(InputPricePerMillion, OutputPricePerMillion);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IsConfigured)
        {
            yield break;
        }

        if (!Uri.TryCreate(Endpoint, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            yield return new ValidationResult("Llm:Endpoint must be an absolute http or https address, e.g. https://host/v1.");
        }
        else if (uri.Scheme == "http" && !uri.IsLoopback && !AllowPlainHttp)
        {
            yield return new ValidationResult(
                "Llm:Endpoint must be an https address, as messages and the key go there (plain http is for this machine only; "
                + "in a private network Llm:AllowPlainHttp=true allows it).");
        }

        if (string.IsNullOrWhiteSpace(Model))
        {
            yield return new ValidationResult("Llm:Model is missing: name the model that Llm:Endpoint serves.");
        }
    }
}
