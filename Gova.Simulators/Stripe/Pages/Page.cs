using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Simulators.Stripe.Pages;

/// <summary>Plain HTML for people who try billing by hand.</summary>
internal static class Page
{
    private const string Style = """
        body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:3rem auto;padding:0 1rem;color:#1a1f36}
        form{display:inline-block;margin:.25rem .5rem .25rem 0}button{font:inherit;padding:.4rem .9rem;border-radius:6px;border:1px solid #888;cursor:pointer}
        button.main{background:#635bff;border-color:#635bff;color:#fff}li{margin:.75rem 0}.note{color:#697386}.problem{color:#b3093c}
        """;

    public static ContentHttpResult Show(string title, string body, int status = StatusCodes.Status200OK) => TypedResults.Content(
        $"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{Text(title)}</title><style>{Style}</style></head>
        <body><h1>{Text(title)}</h1>{body}<p class="note">This page is the simulator's: no card is asked for and no money moves.</p></body></html>
        """,
        "text/html",
        Encoding.UTF8,
        status);

    /// <summary>A form that is only its button.</summary>
    public static string Button(string action, string label, bool main = false) =>
        $"""<form method="post" action="{Text(action)}"><button{(main ? " class=\"main\"" : "")}>{Text(label)}</button></form>""";

    public static string Link(string url, string label) => $"""<p><a href="{Text(url)}">{Text(label)}</a></p>""";

    public static string Text(string text) => WebUtility.HtmlEncode(text);

    public static string Money(long cents, string currency) => FormattableString.Invariant($"{cents / 100m:0.00} {currency.ToUpperInvariant()}");
}
