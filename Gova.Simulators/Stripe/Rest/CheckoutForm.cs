using Gova.Simulators.Stripe.World;

namespace Gova.Simulators.Stripe.Rest;

/// <summary>What a request for a checkout session asks for; only subscriptions are played.</summary>
internal static class CheckoutForm
{
    public static CheckoutDraft Read(Parameters parameters, StripeWorld world, DateTimeOffset now)
    {
        if (parameters.Required("mode") is not "subscription" and var mode)
        {
            throw StripeException.Invalid($"Invalid mode: {mode}: the simulator plays subscription only.", "mode");
        }

        var (price, quantity) = ReadItem(parameters, world);
        var subscription = parameters.Object("subscription_data");
        var draft = new CheckoutDraft(price, quantity, Address(parameters, "success_url")!, Address(parameters, "cancel_url", required: false))
        {
            TrialDays = (int?)subscription?.Integer("trial_period_days", 1, 730),
            TrialEnd = subscription?.Time("trial_end"),
            WhenCardIsMissing = subscription?.Object("trial_settings")?.Object("end_behavior")
                ?.Choice("missing_payment_method", "cancel", "create_invoice", "pause") ?? "create_invoice",
            CardCollection = parameters.Choice("payment_method_collection", "always", "if_required") ?? "always",
            AllowPromotionCodes = parameters.Flag("allow_promotion_codes"),
            ClientReference = parameters.Text("client_reference_id", 200),
            CustomerEmail = parameters.Text("customer_email", 800),
            Locale = parameters.Text("locale"),
            BillingAddress = parameters.Choice("billing_address_collection", "auto", "required"),
            Description = subscription?.Text("description", 500),
            Metadata = parameters.Metadata(new Dictionary<string, string>()) ?? [],
            SubscriptionMetadata = subscription?.Metadata(new Dictionary<string, string>()) ?? [],
        };
        IgnoreWhatIsNotPlayed(parameters);
        if (draft is { TrialDays: not null, TrialEnd: not null })
        {
            throw StripeException.Invalid("You may only specify one of these parameters: trial_end, trial_period_days.", "subscription_data[trial_end]");
        }

        return draft.TrialEnd < now.AddHours(48)
            ? throw StripeException.Invalid("The `trial_end` date has to be at least 2 days in the future.", "subscription_data[trial_end]")
            : draft;
    }

    public static DateTimeOffset ReadEnd(Parameters parameters, DateTimeOffset now)
    {
        var end = parameters.Time("expires_at") ?? now.AddHours(24);
        return end < now.AddMinutes(30)
            ? throw StripeException.Invalid("The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.", "expires_at")
            : end > now.AddHours(24)
            ? throw StripeException.Invalid("The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.", "expires_at")
            : end;
    }

    /// <summary>An absolute address of the web.</summary>
    public static string? Address(Parameters parameters, string name, bool required = true)
    {
        var text = required ? parameters.Required(name) : parameters.Text(name);
        return text is null || (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            ? text
            : throw StripeException.Invalid("Not a valid URL", name, "url_invalid");
    }

    private static (Price Price, long Quantity) ReadItem(Parameters parameters, StripeWorld world)
    {
        var items = parameters.List("line_items");
        if (items.Count == 0)
        {
            throw StripeException.Missing("line_items");
        }

        if (items.Count > 1)
        {
            throw StripeException.Invalid("The simulator plays subscriptions of one item only.", "line_items[1]");
        }

        var price = world.Price(items[0].Required("price"), items[0].Path("price"));
        return (price, items[0].Integer("quantity", 1) ?? throw StripeException.Missing(items[0].Path("quantity")));
    }

    /// <summary>These change how the page looks or what tax it adds, which the simulator has not.</summary>
    private static void IgnoreWhatIsNotPlayed(Parameters parameters)
    {
        parameters.Choice("ui_mode", "hosted");
        parameters.Texts("payment_method_types");
        parameters.Object("automatic_tax")?.Flag("enabled");
        parameters.Object("tax_id_collection")?.Flag("enabled");
        var update = parameters.Object("customer_update");
        Array.ForEach(["address", "name", "shipping"], name => update?.Choice(name, "auto", "never"));
    }
}
