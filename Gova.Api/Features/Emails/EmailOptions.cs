using System.ComponentModel.DataAnnotations;

namespace Gova.Api.Features.Emails;

/// <summary>Who carries emails.</summary>
internal enum EmailProvider
{
    /// <summary>Nobody: they wait until somebody is configured.</summary>
    None,

    /// <summary>A folder of this machine. Development only.</summary>
    Folder,

    Smtp,

    /// <summary>Brevo's HTTP API.</summary>
    Brevo,
}

/// <summary>How the connection to a mail server is kept private.</summary>
internal enum SmtpSecurity
{
    /// <summary>The server must offer STARTTLS.</summary>
    StartTls,

    /// <summary>TLS from the first byte.</summary>
    Tls,

    /// <summary>Not at all: a mail server on this machine only.</summary>
    None,
}

/// <summary>Section <c>Email</c>.</summary>
internal sealed class EmailOptions : IValidatableObject
{
    /// <summary>Unless set: a folder in Development, nobody elsewhere.</summary>
    public EmailProvider? Provider { get; set; }

    /// <summary>The address that emails come from.</summary>
    public string From { get; set; } = "gova@localhost.localdomain";

    public string FromName { get; set; } = "Gova";

    /// <summary>Where the contact form's messages go; without one it is closed.</summary>
    public string Support { get; set; } = "";

    /// <summary>Where people find the pages that emails link to.</summary>
    public string SiteUrl { get; set; } = "http://localhost:5080";

    public string Folder { get; set; } = "";

    public SmtpOptions Smtp { get; set; } = new();

    public BrevoOptions Brevo { get; set; } = new();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!EmailAddress.IsValid(From))
        {
            yield return new ValidationResult("Email:From must be an address.");
        }

        if (Support.Length > 0 && !EmailAddress.IsValid(Support))
        {
            yield return new ValidationResult("Email:Support must be an address.");
        }

        if (!Uri.TryCreate(SiteUrl, UriKind.Absolute, out var site) || site.Scheme is not ("http" or "https"))
        {
            yield return new ValidationResult("Email:SiteUrl must be an http or https address.");
        }

        if (Provider == EmailProvider.Brevo && Brevo.ApiKey.Length == 0)
        {
            yield return new ValidationResult("Email:Brevo:ApiKey is missing.");
        }

        if (Provider == EmailProvider.Smtp && Smtp.Host.Length == 0)
        {
            yield return new ValidationResult("Email:Smtp:Host is missing.");
        }

        if (Provider == EmailProvider.Smtp && Smtp is { Security: SmtpSecurity.None, IsLoopback: false })
        {
            yield return new ValidationResult("Email:Smtp:Security may be None for a server on this machine only.");
        }
    }
}

/// <summary>Section <c>Email:Smtp</c>.</summary>
internal sealed class SmtpOptions
{
    public string Host { get; set; } = "";

    public int Port { get; set; } = 587;

    public SmtpSecurity Security { get; set; }

    /// <summary>Without one nobody signs in.</summary>
    public string Username { get; set; } = "";

    public string Password { get; set; } = "";

    /// <summary>File of the certificate that the server's must come from; without one, what this machine trusts.</summary>
    public string CertificateAuthority { get; set; } = "";

    public bool IsLoopback => Host is "localhost" or "127.0.0.1" or "::1";
}

/// <summary>Section <c>Email:Brevo</c>.</summary>
internal sealed class BrevoOptions
{
    public string ApiKey { get; set; } = "";

    public Uri BaseUrl { get; set; } = new("https://api.brevo.com/");
}
