using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Gova.Simulators.Stripe;

/// <summary>What becomes of a subscription when the last attempt to charge it has failed.</summary>
internal enum AfterRetries
{
    Cancel,
    Unpaid,
    PastDue,
}

/// <summary>Section <c>Simulators:Stripe</c>. What can change while running is set through <c>/simulator/stripe</c> instead.</summary>
internal sealed class StripeSimulatorOptions
{
    public const string Section = "Simulators:Stripe";

    /// <summary>When set, only this key is taken; otherwise every <c>sk_test_…</c>.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Where events go from the start; further endpoints come through <c>/v1/webhook_endpoints</c>.</summary>
    public string? WebhookUrl { get; set; }

    [Required(AllowEmptyStrings = false)]
    public string WebhookSecret { get; set; } = "whsec_simulated";

    /// <summary>The version that events to <see cref="WebhookUrl"/> are written in.</summary>
    [Required(AllowEmptyStrings = false)]
    public string WebhookApiVersion { get; set; } = ApiVersion.Default;

    /// <summary>Before the first retry of a delivery; doubled with each, and an hour at most.</summary>
    [Range(1, 3_600_000)]
    public int WebhookRetryMs { get; set; } = 1_000;

    /// <summary>How long a receiver of events may take.</summary>
    [Range(100, 120_000)]
    public int WebhookTimeoutMs { get; set; } = 20_000;

    /// <summary>Of the monthly price, in cents.</summary>
    [Range(0, 100_000_000)]
    public long MonthlyAmount { get; set; } = 1_500;

    /// <summary>Of the yearly price, in cents.</summary>
    [Range(0, 100_000_000)]
    public long YearlyAmount { get; set; } = 15_000;

    public AfterRetries AfterRetries { get; set; } = AfterRetries.Cancel;
}

[OptionsValidator]
internal sealed partial class StripeSimulatorOptionsValidator : IValidateOptions<StripeSimulatorOptions>;
