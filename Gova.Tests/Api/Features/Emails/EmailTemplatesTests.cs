using System.Text.RegularExpressions;
using Gova.Api.Features.Emails;
using Gova.Data.Emails;

namespace Gova.Tests.Api.Features.Emails;

public sealed class EmailTemplatesTests
{
    private const string Nasty = "<script>\"&'</script>\r\nBcc: eve@example.net";

    public static TheoryData<Type> Emails => [.. typeof(Email).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Email)))];

    [Theory]
    [MemberData(nameof(Emails))]
    public void Every_email_has_a_text_and_an_HTML_that_nothing_in_it_can_break(Type type)
    {
        var email = (Email)type.GetConstructors().Single(c => c.GetParameters().Length > 1)
            .Invoke([.. type.GetConstructors().Single(c => c.GetParameters().Length > 1).GetParameters().Select(p => Value(p.ParameterType))]);

        var rendered = EmailTemplates.Render(email.TemplateName(), email.Data(), "https://gova.example/");

        Assert.DoesNotContain(rendered.Subject, char.IsControl);
        Assert.NotEmpty(rendered.Subject);
        Assert.DoesNotContain("{{", rendered.Text + rendered.Html, StringComparison.Ordinal);
        Assert.Contains("https://gova.example/", rendered.Html, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", rendered.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", rendered.Html, StringComparison.Ordinal);
        Assert.Contains("<script>", rendered.Text, StringComparison.Ordinal);
        foreach (Match attribute in Regex.Matches(rendered.Html, "href=\"([^\"]*)\""))
        {
            Assert.StartsWith("https://gova.example/", attribute.Groups[1].Value, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_nothing_fills_is_an_error_and_not_a_gap()
    {
        Assert.Throws<EmailRefusedException>(() => EmailTemplates.Render("verify_email", """{"username":"ada","minutes":1}""", "https://gova.example"));
        Assert.Throws<EmailRefusedException>(() => EmailTemplates.Render("none", "{}", "https://gova.example"));
    }

    [Fact]
    public void A_value_is_not_taken_for_a_template()
    {
        var email = new VerifyEmail("{{code}}", "K7P2QX", 15);

        var text = EmailTemplates.Render(email.TemplateName(), email.Data(), "https://gova.example").Text;

        Assert.Contains("Hello {{code}},", text, StringComparison.Ordinal);
    }

    private static object Value(Type type) =>
        type == typeof(string) ? Nasty : type == typeof(int) ? 15 : new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
}
