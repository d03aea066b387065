using System.Text.Json.Nodes;

namespace Gova.Tests.Simulators.Stripe;

public sealed class StripeSchemaTests
{
    private const string Checkout = "mode=subscription&line_items[0][price]=price_1&line_items[0][quantity]=1&success_url=https%3A%2F%2Fgova.example"
        + "&customer=cus_1&metadata[user_id]=7&subscription_data[metadata][user_id]=7&subscription_data[trial_period_days]=14&allow_promotion_codes=true";

    [Fact]
    public async Task What_Stripe_documents_is_accepted() => Assert.Empty(await StripeSchema.ComplaintsAsync(
        new("POST", "/v1/customers", "email=a%40gova.example&metadata[user_id]=7&name=Owner"),
        new("POST", "/v1/checkout/sessions", Checkout),
        new("POST", "/v1/checkout/sessions", "mode=subscription&expand[]=subscription&expand[]=customer"),
        new("GET", "/v1/subscriptions", "customer=cus_1&status=all&limit=100&starting_after=sub_1&expand[0]=data.latest_invoice"),
        new("POST", "/v1/subscriptions/sub_1", "cancel_at_period_end=false&metadata="),
        new("DELETE", "/v1/subscriptions/sub_1", "cancellation_details[comment]=enough"),
        new("GET", "/v1/events", "created[gte]=1700000000&types[0]=invoice.paid"),
        new("POST", "/v1/billing_portal/sessions", "customer=cus_1&return_url=https%3A%2F%2Fgova.example")));

    [Fact]
    public async Task What_Stripe_does_not_document_is_refused()
    {
        (string Method, string Path, string Form, string Complaint)[] wrong =
        [
            ("POST", "/v1/customers", "mail=a", "mail is not documented"),
            ("POST", "/v1/customers", "metadata[a][b]=c", "metadata[a] has parts"),
            ("POST", "/v1/checkout/sessions", "trial_period_days=14", "trial_period_days is not documented"),
            ("POST", "/v1/checkout/sessions", "subscription_data[trial_days]=14", "subscription_data[trial_days] is not documented"),
            ("POST", "/v1/checkout/sessions", "line_items[price]=x", "line_items"),
            ("POST", "/v1/checkout/sessions", "line_items[0][quantity]=some", "line_items[0][quantity] \"some\" is not number"),
            ("POST", "/v1/checkout/sessions", "mode=abo", "mode \"abo\" is not"),
            ("POST", "/v1/checkout/sessions", "allow_promotion_codes=1", "allow_promotion_codes \"1\" is not boolean"),
            ("POST", "/v1/billing_portal/sessions", "return_url=x", "customer is missing"),
            ("GET", "/v1/subscriptions", "status=any", "status \"any\" is not"),
            ("PUT", "/v1/customers/cus_1", "", "is not an operation"),
        ];
        var found = await StripeSchema.ComplaintsAsync([.. wrong.Select(call => new StripeRequest(call.Method, call.Path, call.Form))]);
        Assert.Equal(wrong.Length, found.Count);
        Assert.All(found.Zip(wrong), pair => Assert.Contains(pair.Second.Complaint, pair.First, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_simulators_answers_are_what_Stripe_documents()
    {
        await using var app = await SimulatorApp.StartAsync();
        var (customer, subscription) = await app.SubscribedAsync();
        var open = await app.CheckoutAsync(customer, ("cancel_url", "https://gova.example"));
        await app.StripePostAsync($"subscriptions/{subscription}", ("cancel_at_period_end", "true"));
        JsonNode[] answers =
        [
            open,
            await app.StripeGetAsync($"customers/{customer}", ("expand[]", "invoice_settings.default_payment_method")),
            await app.StripeGetAsync($"subscriptions/{subscription}", ("expand[]", "latest_invoice"), ("expand[]", "customer"), ("expand[]", "items.data.price.product")),
            (await app.StripeGetAsync("checkout/sessions", ("status", "complete")))["data"]![0]!,
            (await app.StripeGetAsync("invoices"))["data"]![0]!,
            await app.StripePostAsync("billing_portal/sessions", ("customer", customer)),
            await app.StripePostAsync("test_helpers/test_clocks", ("frozen_time", "1800000000")),
            await app.StripePostAsync("webhook_endpoints", ("url", "http://127.0.0.1:9/x"), ("enabled_events[]", "*")),
        ];
        var complaints = await StripeSchema.ComplaintsOfAnswersAsync(answers);
        Assert.True(complaints.Count == 0, string.Join('\n', complaints));
        Assert.NotEmpty(await StripeSchema.ComplaintsOfAnswersAsync(JsonNode.Parse("""{"id":"cus_1","object":"customer","mail":"x"}""")!));
        Assert.Empty(await StripeSchema.ComplaintsAsync(await app.StripeRequestsAsync()));
    }
}
