using System.ComponentModel.DataAnnotations;

namespace Gova.Billing.Stripe;

/// <summary>Section <c>Stripe</c>. Without a secret key nobody can subscribe, and everything else works.</summary>
internal sealed class StripeOptions : IValidatableObject
{
    public const string Section = "Stripe";

    /// <summary>Stripe's <c>sk_…</c>, or a restricted <c>rk_…</c>.</summary>
    public string SecretKey { get; set; } = "";

    /// <summary>The signing secrets of the webhook endpoint (<c>whsec_…</c>), separated by commas: while one is replaced, both count.</summary>
    public string WebhookSecrets { get; set; } = "";

    /// <summary>Where Stripe's API is: elsewhere for tests.</summary>
    public string BaseUrl { get; set; } = "https://api.stripe.com";

    public StripePrices Prices { get; set; } = new();

    /// <summary>Days that an account's first subscription costs nothing.</summary>
    public int TrialDays { get; set; }

    public bool AllowPromotionCodes { get; set; } = true;

    /// <summary>Where Stripe's page leads who has paid; a page of <c>Email:SiteUrl</c> unless set, as the next two.</summary>
    public string SuccessUrl { get; set; } = "";

    /// <summary>Where it leads who has not.</summary>
    public string CancelUrl { get; set; } = "";

    /// <summary>Where the customer portal leads back to.</summary>
    public string ReturnUrl { get; set; } = "";

    public bool IsConfigured => SecretKey.Length > 0;

    /// <summary>Whether real money moves.</summary>
    public bool IsLive => SecretKey.Contains("_live_", StringComparison.Ordinal);

    public IReadOnlyList<string> Secrets => WebhookSecrets.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Fills the pages that are not set.</summary>
    public void UseSite(string site)
    {
        var profile = $"{site.TrimEnd('/')}/profile";
        SuccessUrl = SuccessUrl.Length > 0 ? SuccessUrl : $"{profile}?checkout=completed";
        CancelUrl = CancelUrl.Length > 0 ? CancelUrl : $"{profile}?checkout=cancelled";
        ReturnUrl = ReturnUrl.Length > 0 ? ReturnUrl : profile;
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Uri.TryCreate(BaseUrl, UriKind.Absolute, out var api) || (api.Scheme != Uri.UriSchemeHttps && !api.IsLoopback))
        {
            yield return new ValidationResult("Stripe:BaseUrl must be an https address; http is for this machine only.");
        }

        if (TrialDays is < 0 or > 730)
        {
            yield return new ValidationResult("Stripe:TrialDays must be between 0 and 730.");
        }

        if (!IsConfigured)
        {
            yield break;
        }

        if (!SecretKey.StartsWith("sk_", StringComparison.Ordinal) && !SecretKey.StartsWith("rk_", StringComparison.Ordinal))
        {
            yield return new ValidationResult("Stripe:SecretKey must be a secret key (sk_…) or a restricted one (rk_…).");
        }

        if (Secrets.Count == 0)
        {
            yield return new ValidationResult("Stripe:WebhookSecrets is missing: without it nobody learns who has paid.");
        }

        if (Prices.Month.Length == 0 || Prices.Year.Length == 0)
        {
            yield return new ValidationResult("Stripe:Prices:Month and Stripe:Prices:Year are missing: set them to ids or lookup keys of prices.");
        }

        foreach (var (name, url) in new[] { ("SuccessUrl", SuccessUrl), ("CancelUrl", CancelUrl), ("ReturnUrl", ReturnUrl) })
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var page) || page.Scheme is not ("http" or "https"))
            {
                yield return new ValidationResult($"Stripe:{name} must be an http or https address.");
            }
        }
    }
}

/// <summary>Section <c>Stripe:Prices</c>: the price of each interval, by its id (<c>price_…</c>) or its lookup key.</summary>
internal sealed class StripePrices
{
    public string Month { get; set; } = "";

    public string Year { get; set; } = "";
}
