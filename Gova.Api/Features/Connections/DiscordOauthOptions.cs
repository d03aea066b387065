using System.ComponentModel.DataAnnotations;

namespace Gova.Api.Features.Connections;

/// <summary>Section <c>Discord</c>: the application that users link their Discord account with. Without it nobody can.</summary>
internal sealed class DiscordOauthOptions : IValidatableObject
{
    public string? ClientId { get; set; }

    public string? ClientSecret { get; set; }

    /// <summary>This api's <c>/connections/discord/callback</c> as browsers reach it, registered with the application.</summary>
    public string? RedirectUri { get; set; }

    /// <summary>The page where users agree.</summary>
    public string AuthorizeUrl { get; set; } = "https://discord.com/oauth2/authorize";

    public string ApiBaseUrl { get; set; } = "https://discord.com/api/v10";

    public bool IsConfigured => !string.IsNullOrEmpty(ClientId);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsConfigured && string.IsNullOrEmpty(ClientSecret))
        {
            yield return new ValidationResult("Discord:ClientSecret is missing: it belongs to Discord:ClientId.");
        }

        if (IsConfigured && !Uri.TryCreate(RedirectUri, UriKind.Absolute, out _))
        {
            yield return new ValidationResult("Discord:RedirectUri is missing: set it to the address of /connections/discord/callback.");
        }
    }
}
