using System.Net;
using System.Text.RegularExpressions;

namespace Gova.Tests.Simulators.Stripe.Pages;

/// <summary>A person without a script presses the buttons.</summary>
public sealed partial class PageTests
{
    [Fact]
    public async Task A_person_is_declined_then_pays_and_is_sent_back()
    {
        await using var app = await SimulatorApp.StartAsync();
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = app.Address };
        var session = await app.CheckoutAsync(await app.CustomerAsync(("name", "<b>Owner</b>")), ("cancel_url", "https://gova.example/back?a=1&b=2"));
        var page = await ReadAsync(browser, session["url"]!.ToString());
        Assert.Contains("15.00 USD a month", page, StringComparison.Ordinal);
        Assert.Contains("href=\"https://gova.example/back?a=1&amp;b=2\"", page, StringComparison.Ordinal);

        using var declined = await PressPageAsync(browser, page, "Card declines");
        Assert.Contains("declined", await declined.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var paid = await PressPageAsync(browser, page, "Pay");
        Assert.Equal((HttpStatusCode.Redirect, "https://gova.example/done"), (paid.StatusCode, paid.Headers.Location!.ToString()));
        Assert.Equal("complete", (await app.StripeGetAsync($"checkout/sessions/{session["id"]}"))["status"]!.ToString());
        using var over = await browser.GetAsync(session["url"]!.ToString(), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Gone, over.StatusCode);
    }

    [Fact]
    public async Task The_way_back_names_the_session_when_it_asks_for_it()
    {
        await using var app = await SimulatorApp.StartAsync();
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = app.Address };
        var session = await app.StripePostAsync(
            "checkout/sessions",
            ("mode", "subscription"), ("line_items[0][price]", StripeCalls.Yearly), ("line_items[0][quantity]", "1"),
            ("success_url", "https://gova.example/done?session={CHECKOUT_SESSION_ID}"));
        using var paid = await PressPageAsync(browser, await ReadAsync(browser, session["url"]!.ToString()), "Pay");
        Assert.Equal($"https://gova.example/done?session={session["id"]}", paid.Headers.Location!.ToString());
    }

    [Fact]
    public async Task A_person_cancels_resumes_changes_the_card_and_pays_what_is_owed()
    {
        await using var app = await SimulatorApp.StartAsync();
        using var browser = new HttpClient { BaseAddress = app.Address };
        var (customer, id) = await app.SubscribedAsync();
        var portal = (await app.StripePostAsync("billing_portal/sessions", ("customer", customer), ("return_url", "https://gova.example")))["url"]!.ToString();
        await PressAsync(browser, portal, "Cancel");
        Assert.True((bool)(await app.StripeGetAsync($"subscriptions/{id}"))["cancel_at_period_end"]!);
        await PressAsync(browser, portal, "Keep it");
        Assert.False((bool)(await app.StripeGetAsync($"subscriptions/{id}"))["cancel_at_period_end"]!);
        await PressAsync(browser, portal, "Use a card that declines");
        await app.PassAsync(days: 32);
        await PressAsync(browser, portal, "Pay");
        Assert.Equal("past_due", (await app.StripeGetAsync($"subscriptions/{id}"))["status"]!.ToString());
        await PressAsync(browser, portal, "Use a card that pays");
        await PressAsync(browser, portal, "Pay");
        Assert.Equal("active", (await app.StripeGetAsync($"subscriptions/{id}"))["status"]!.ToString());
        using var unknown = await browser.GetAsync("/p/session/bps_none", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    /// <summary>Finds the page anew first.</summary>
    private static async Task PressAsync(HttpClient browser, string url, string label)
    {
        var page = await ReadAsync(browser, new Uri(browser.BaseAddress!, url).ToString());
        using var answer = await PressPageAsync(browser, page, label);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static async Task<HttpResponseMessage> PressPageAsync(HttpClient browser, string page, string label)
    {
        var action = Button().Matches(page).First(form => form.Groups["label"].Value == label).Groups["action"].Value;
        return await browser.PostAsync(action, null, TestContext.Current.CancellationToken);
    }

    private static Task<string> ReadAsync(HttpClient browser, string url) => browser.GetStringAsync(url, TestContext.Current.CancellationToken);

    [GeneratedRegex("""action="(?<action>[^"]+)"><button[^>]*>(?<label>[^<]+)<""")]
    private static partial Regex Button();
}
