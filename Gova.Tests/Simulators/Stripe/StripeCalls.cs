using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Gova.Tests.Simulators.Stripe;

/// <summary>Calls of the simulator's Stripe, as bare HTTP.</summary>
internal static class StripeCalls
{
    public const string Key = "sk_test_simulated";
    public const string Monthly = "price_gova_pro_month";
    public const string Yearly = "price_gova_pro_year";

    /// <param name="form">Goes into the body of a POST and into the query of anything else.</param>
    public static HttpRequestMessage Request(HttpMethod method, string path, params (string Name, string Value)[] form)
    {
        var fields = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        var post = method == HttpMethod.Post;
        var query = post || form.Length == 0 ? "" : $"?{fields.ReadAsStringAsync().Result}";
        var request = new HttpRequestMessage(method, $"/v1/{path}{query}") { Content = post ? fields : null };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        return request;
    }

    public static async Task<(HttpStatusCode Status, JsonNode Body)> SendAsync(this SimulatorApp app, HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await app.Http.SendAsync(request, TestContext.Current.CancellationToken);
            return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!);
        }
    }

    public static async Task<JsonNode> StripeAsync(this SimulatorApp app, HttpMethod method, string path, params (string Name, string Value)[] form)
    {
        var (status, body) = await app.SendAsync(Request(method, path, form));
        Assert.True(status == HttpStatusCode.OK, $"{method} {path} answers {(int)status}: {body}");
        return body;
    }

    public static Task<JsonNode> StripePostAsync(this SimulatorApp app, string path, params (string Name, string Value)[] form) =>
        app.StripeAsync(HttpMethod.Post, path, form);

    public static Task<JsonNode> StripeGetAsync(this SimulatorApp app, string path, params (string Name, string Value)[] form) =>
        app.StripeAsync(HttpMethod.Get, path, form);

    /// <summary>Expects a refusal and returns its <c>error</c>.</summary>
    public static async Task<JsonNode> RefusedAsync(
        this SimulatorApp app, HttpStatusCode expected, HttpMethod method, string path, params (string Name, string Value)[] form)
    {
        var (status, body) = await app.SendAsync(Request(method, path, form));
        Assert.True(status == expected, $"{method} {path} answers {(int)status}: {body}");
        return body["error"]!;
    }

    public static async Task<string> CustomerAsync(this SimulatorApp app, params (string Name, string Value)[] form) =>
        (await app.StripePostAsync("customers", [("email", "owner@gova.example"), .. form]))["id"]!.ToString();

    public static Task<JsonNode> CheckoutAsync(this SimulatorApp app, string customer, params (string Name, string Value)[] form) => app.StripePostAsync(
        "checkout/sessions",
        [
            ("mode", "subscription"),
            ("customer", customer),
            ("line_items[0][price]", Monthly),
            ("line_items[0][quantity]", "1"),
            ("success_url", "https://gova.example/done"),
            .. form,
        ]);

    /// <summary>A customer who has paid; returns the ids.</summary>
    public static async Task<(string Customer, string Subscription)> SubscribedAsync(this SimulatorApp app, params (string Name, string Value)[] form)
    {
        var customer = await app.CustomerAsync();
        return (customer, await app.SubscribeAsync(customer, form));
    }

    public static async Task<string> SubscribeAsync(this SimulatorApp app, string customer, params (string Name, string Value)[] form)
    {
        var session = await app.CheckoutAsync(customer, form);
        var completed = await app.PostAsync($"/simulator/stripe/checkouts/{session["id"]}/complete", new { });
        return completed["session"]!["subscription"]!.ToString();
    }

    public static Task<JsonNode> PassAsync(this SimulatorApp app, double days) => app.PostAsync("/simulator/stripe/clock", new { days });

    public static Task SetCardAsync(this SimulatorApp app, string customer, string card) =>
        app.PutAsync($"/simulator/stripe/customers/{customer}/card", new { card });

    /// <summary>The kinds of all events so far, oldest first.</summary>
    public static async Task<string[]> EventTypesAsync(this SimulatorApp app)
    {
        var events = await app.StripeGetAsync("events", ("limit", "100"));
        return [.. events["data"]!.AsArray().Select(happened => happened!["type"]!.ToString()).Reverse()];
    }
}
