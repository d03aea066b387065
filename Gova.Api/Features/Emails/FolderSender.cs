using System.Text;
using Gova.Api.Features.Emails.Smtp;
using Microsoft.Extensions.Options;

namespace Gova.Api.Features.Emails;

/// <summary>Writes emails into a folder of this machine, one file each, for whoever develops. <see cref="ShowEmails"/> shows them.</summary>
internal sealed class FolderSender(IOptions<EmailOptions> options) : IEmailSender
{
    public const string Extension = ".eml";

    /// <summary>As configured, or <c>.gova/emails</c> of the nearest tree that has a <c>.gova</c>.</summary>
    public static string FolderOf(EmailOptions options)
    {
        if (options.Folder.Length > 0)
        {
            return options.Folder;
        }

        var root = new DirectoryInfo(Environment.CurrentDirectory);
        while (root is not null && !Directory.Exists(Path.Combine(root.FullName, ".gova")))
        {
            root = root.Parent;
        }

        return Path.Combine(root?.FullName ?? Environment.CurrentDirectory, ".gova", "emails");
    }

    public async Task<string?> SendAsync(OutgoingEmail email, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(FolderOf(options.Value)).FullName;
        var path = Path.Combine(folder, $"{email.Id:n}{Extension}");
        // Whole or not at all: the page may look at any moment.
        await File.WriteAllTextAsync($"{path}.part", MimeMessage.Write(email), Encoding.ASCII, cancellationToken);
        await File.WriteAllTextAsync(Path.ChangeExtension(path, ".html"), email.Html, cancellationToken);
        File.Move($"{path}.part", path, overwrite: true);
        return null;
    }
}
