using System.Globalization;
using System.Text;

namespace Gova.Api.Features.Emails.Smtp;

/// <summary>
/// An email as it travels (RFC 5322, RFC 2045 to 2047): text and HTML, in UTF-8, nothing but ASCII on the wire. No value can end
/// its header: what is not plain goes as encoded words, and an address with anything odd in it is refused.
/// </summary>
internal static class MimeMessage
{
    /// <summary>An encoded word has at most 75 characters: so many bytes leave room for its frame.</summary>
    private const int EncodedWordBytes = 42;

    private const int LineLength = 76;

    private static readonly IdnMapping Idn = new();

    public static string Write(OutgoingEmail email)
    {
        var boundary = $"gova-{email.Id:n}";
        var text = new StringBuilder();
        Header(text, "Date", email.At.ToUniversalTime().ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture));
        Header(text, "From", $"{Words(email.FromName)} <{Address(email.From)}>");
        Header(text, "To", $"<{Address(email.To)}>");
        if (email.ReplyTo is not null)
        {
            Header(text, "Reply-To", $"<{Address(email.ReplyTo)}>");
        }

        Header(text, "Subject", Words(email.Subject));
        Header(text, "Message-ID", MessageId(email));
        Header(text, "Auto-Submitted", "auto-generated");
        Header(text, "MIME-Version", "1.0");
        Header(text, "Content-Type", $"multipart/alternative;\r\n boundary=\"{boundary}\"");
        text.Append("\r\n");
        Part(text, boundary, "text/plain", email.Text);
        Part(text, boundary, "text/html", email.Html);
        return text.Append("--").Append(boundary).Append("--\r\n").ToString();
    }

    /// <summary>The same for each attempt.</summary>
    public static string MessageId(OutgoingEmail email) => $"<{email.Id:n}@{Domain(email.From)}>";

    /// <summary>The address, its domain as the wire has it.</summary>
    /// <exception cref="EmailRefusedException">Nobody can have that address.</exception>
    public static string Address(string address)
    {
        if (EmailAddress.IsValid(address) && address.Split('@') is [var local, var domain] && local.All(char.IsAscii))
        {
            try
            {
                return $"{local}@{Idn.GetAscii(domain)}";
            }
            catch (ArgumentException)
            {
            }
        }

        throw new EmailRefusedException("The address is none that a mail server would take.");
    }

    private static string Domain(string address) => Address(address)[(address.IndexOf('@', StringComparison.Ordinal) + 1)..];

    private static void Header(StringBuilder text, string name, string value) => text.Append(name).Append(": ").Append(value).Append("\r\n");

    /// <summary>As encoded words, each whole characters, folded one to a line.</summary>
    private static string Words(string value)
    {
        if (value.Length is > 0 and <= 60 && value.All(c => char.IsAsciiLetterOrDigit(c) || c == ' ') && value.Trim() == value)
        {
            return value;
        }

        var words = new List<string>();
        var word = new List<byte>();
        var bytes = new byte[4];
        foreach (var rune in value.EnumerateRunes())
        {
            var length = rune.EncodeToUtf8(bytes);
            if (word.Count + length > EncodedWordBytes)
            {
                words.Add(Encoded(word));
                word.Clear();
            }

            word.AddRange(bytes.AsSpan(0, length));
        }

        words.Add(Encoded(word));
        return string.Join("\r\n ", words);
    }

    private static string Encoded(List<byte> utf8) => $"=?utf-8?B?{Convert.ToBase64String([.. utf8])}?=";

    private static void Part(StringBuilder text, string boundary, string type, string content)
    {
        text.Append("--").Append(boundary).Append("\r\n");
        Header(text, "Content-Type", $"{type}; charset=utf-8");
        Header(text, "Content-Transfer-Encoding", "base64");
        text.Append("\r\n");
        var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(content.ReplaceLineEndings("\r\n")));
        foreach (var line in base64.Chunk(LineLength))
        {
            text.Append(line).Append("\r\n");
        }
    }
}
