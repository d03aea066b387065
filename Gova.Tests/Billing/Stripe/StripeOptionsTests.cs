using System.ComponentModel.DataAnnotations;
using Gova.Billing.Stripe;

namespace Gova.Tests.Billing.Stripe;

public sealed class StripeOptionsTests
{
    [Fact]
    public void Without_a_secret_key_nothing_is_missing() => Assert.Empty(Problems(new StripeOptions()));

    [Fact]
    public void With_a_secret_key_everything_is_needed()
    {
        var problems = Problems(new StripeOptions { SecretKey = "pk_test_1" });

        Assert.All(["SecretKey", "WebhookSecrets", "Prices", "SuccessUrl"], name => Assert.Contains(problems, p => p.Contains($"Stripe:{name}", StringComparison.Ordinal)));
        Assert.Empty(Problems(Configured()));
    }

    [Theory]
    [InlineData("http://stripe.example", false)]
    [InlineData("http://127.0.0.1:5000", true)]
    [InlineData("https://api.stripe.com", true)]
    [InlineData("api.stripe.com", false)]
    public void The_key_travels_encrypted_or_within_this_machine(string url, bool isFine)
    {
        var options = Configured();
        options.BaseUrl = url;

        Assert.Equal(isFine, Problems(options).Count == 0);
    }

    [Fact]
    public void Pages_are_those_of_the_site_unless_set()
    {
        var options = new StripeOptions { CancelUrl = "https://elsewhere.example/" };
        options.UseSite("https://gova.example/");

        Assert.Equal(
            ("https://gova.example/profile?checkout=completed", "https://elsewhere.example/", "https://gova.example/profile"),
            (options.SuccessUrl, options.CancelUrl, options.ReturnUrl));
    }

    [Fact]
    public void Several_secrets_count_while_one_is_replaced() =>
        Assert.Equal(["whsec_1", "whsec_2"], new StripeOptions { WebhookSecrets = "whsec_1, whsec_2," }.Secrets);

    [Theory]
    [InlineData("sk_live_1", true)]
    [InlineData("rk_live_1", true)]
    [InlineData("sk_test_1", false)]
    public void A_key_tells_whether_money_moves(string key, bool isLive) => Assert.Equal(isLive, new StripeOptions { SecretKey = key }.IsLive);

    private static StripeOptions Configured()
    {
        var options = new StripeOptions { SecretKey = "sk_test_1", WebhookSecrets = "whsec_1", Prices = { Month = "month", Year = "year" } };
        options.UseSite("https://gova.example");
        return options;
    }

    private static List<string> Problems(StripeOptions options) =>
        [.. options.Validate(new ValidationContext(options)).Select(result => result.ErrorMessage!)];
}
