using System.ComponentModel.DataAnnotations;
using Gova.Moderation.Embeddings;

namespace Gova.ModerationWorker.Embeddings;

/// <summary>What embeds texts, from the section <c>Embeddings</c>. Without an endpoint texts are embedded here, by their wording.</summary>
internal sealed class EmbeddingOptions : IValidatableObject
{
    /// <summary>Base address of an OpenAI-compatible server, including <c>/v1</c>.</summary>
    public string? Endpoint { get; set; }

    /// <summary>Whether members' words and the key may go in clear to another machine, because the network between is private.</summary>
    public bool AllowPlainHttp { get; set; }

    /// <summary>Its key; local servers need none.</summary>
    public string? ApiKey { get; set; }

    public string? Model { get; set; }

    /// <summary>Asked of a model that can shorten its vectors; null for one whose vectors have the stored length by nature.</summary>
    public int? Dimensions { get; set; }

    /// <summary>Of one request.</summary>
    [Range(1, 600, ErrorMessage = "Embeddings:TimeoutSeconds must be between 1 and 600.")]
    public double TimeoutSeconds { get; set; } = 30;

    public bool IsConfigured => !string.IsNullOrWhiteSpace(Endpoint);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Dimensions is not (null or HashedEmbedder.Dimensions))
        {
            yield return new ValidationResult(
                $"Embeddings:Dimensions must be {HashedEmbedder.Dimensions}, the length of stored vectors, or absent.");
        }

        if (!IsConfigured)
        {
            yield break;
        }

        if (!Uri.TryCreate(Endpoint, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            yield return new ValidationResult("Embeddings:Endpoint must be an absolute http or https address, e.g. https://host/v1.");
        }
        else if (uri.Scheme == "http" && !uri.IsLoopback && !AllowPlainHttp)
        {
            yield return new ValidationResult(
                "Embeddings:Endpoint must be an https address, as messages and the key go there (plain http is for this machine only; "
                + "in a private network Embeddings:AllowPlainHttp=true allows it).");
        }

        if (string.IsNullOrWhiteSpace(Model))
        {
            yield return new ValidationResult("Embeddings:Model is missing: name the model that Embeddings:Endpoint serves.");
        }
    }
}
