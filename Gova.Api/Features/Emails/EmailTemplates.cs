using System.Collections.Frozen;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Gova.Api.Features.Emails;

/// <param name="ReplyTo">Whom an answer goes to, if not to us.</param>
internal sealed record RenderedEmail(string Subject, string Text, string Html, string? ReplyTo);

/// <summary>
/// Fills the templates beside this file: of each email <c>name.txt</c>, whose first line is the subject, and <c>name.html</c>, which
/// goes into <c>layout.html</c>. Values are escaped in the HTML. A place that nothing fills is a mistake, and said to be one.
/// </summary>
internal static partial class EmailTemplates
{
    private const string Prefix = "Gova.Api.Features.Emails.Templates.";
    private const string SubjectPrefix = "Subject: ";

    private static readonly FrozenDictionary<string, string> Files = typeof(EmailTemplates).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToFrozenDictionary(name => name[Prefix.Length..], Read);

    public static RenderedEmail Render(string template, string dataJson, string siteUrl)
    {
        var values = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(dataJson)!.ToDictionary(v => v.Key, v => v.Value.ToString());
        values["site_url"] = siteUrl.TrimEnd('/');
        // The subject is the first line of the template, not of what fills it.
        var parts = Find($"{template}.txt").Split('\n', 2);
        var content = Fill(Find($"{template}.html"), values, Html);
        var page = new Dictionary<string, string> { ["content"] = content, ["site_url"] = Html(values["site_url"]) };
        return new RenderedEmail(
            Fill(parts[0][SubjectPrefix.Length..], values, OneLine),
            Fill(parts[1].TrimStart('\n'), values, value => value),
            Fill(Find("layout.html"), page, value => value),
            values.GetValueOrDefault("reply_to"));
    }

    private static string Find(string file) =>
        Files.TryGetValue(file, out var text) ? text : throw new EmailRefusedException($"There is no template {file}.");

    private static string Fill(string text, Dictionary<string, string> values, Func<string, string> escape) => Place().Replace(
        text,
        match => values.TryGetValue(match.Groups[1].Value, out var value)
            ? escape(value)
            : throw new EmailRefusedException($"Nothing fills {match.Value}."));

    private static string Html(string value) => WebUtility.HtmlEncode(value).ReplaceLineEndings("<br>");

    private static string OneLine(string value) => new([.. value.Select(c => char.IsControl(c) ? ' ' : c)]);

    private static string Read(string resource)
    {
        using var reader = new StreamReader(typeof(EmailTemplates).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Place();
}
