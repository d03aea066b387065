using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Gova.Api.Features.Emails;

/// <summary>The emails that the local run wrote into its folder, newest first. Mapped in Development with a folder, and nowhere else.</summary>
internal static partial class ShowEmails
{
    private const int Shown = 100;

    public static IResult List(IOptions<EmailOptions> options)
    {
        var folder = new DirectoryInfo(FolderSender.FolderOf(options.Value));
        var files = folder.Exists ? folder.GetFiles($"*{FolderSender.Extension}").OrderByDescending(f => f.LastWriteTimeUtc).Take(Shown) : [];
        var page = new StringBuilder("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Emails</title><h1>Emails of the local run</h1><ul>");
        foreach (var file in files)
        {
            var id = Path.GetFileNameWithoutExtension(file.Name);
            var (to, subject) = (Header(file, "To"), Header(file, "Subject"));
            page.Append($"<li><a href=\"/dev/emails/{id}\">{WebUtility.HtmlEncode(subject)}</a> to {WebUtility.HtmlEncode(to)}</li>");
        }

        return Results.Content(page.Append("</ul></html>").ToString(), "text/html", Encoding.UTF8);
    }

    public static IResult One(string id, IOptions<EmailOptions> options)
    {
        var path = Path.Combine(FolderSender.FolderOf(options.Value), $"{id}.html");
        return Id().IsMatch(id) && File.Exists(path)
            ? Results.Content(File.ReadAllText(path), "text/html", Encoding.UTF8)
            : Results.NotFound();
    }

    private static string Header(FileInfo file, string name)
    {
        var header = new StringBuilder();
        foreach (var line in File.ReadLines(file.FullName).TakeWhile(line => line.Length > 0))
        {
            if (line.StartsWith($"{name}: ", StringComparison.Ordinal))
            {
                header.Append(line[(name.Length + 2)..]);
            }
            else if (header.Length > 0 && line[0] == ' ')
            {
                header.Append(line[1..]);
            }
            else if (header.Length > 0)
            {
                break;
            }
        }

        return EncodedWord().Replace(header.ToString(), match => Encoding.UTF8.GetString(Convert.FromBase64String(match.Groups[1].Value)));
    }

    [GeneratedRegex("^[0-9a-f]{32}$")]
    private static partial Regex Id();

    [GeneratedRegex(@"=\?utf-8\?B\?([A-Za-z0-9+/=]*)\?=")]
    private static partial Regex EncodedWord();
}
