using Microsoft.Extensions.Options;

namespace Gova.Api.Features.Emails.Smtp;

/// <summary>
/// Sends through a mail server, a connection for each email. Stands in for MailKit. What the server refuses for good about the
/// address or the content is given up; whatever it says about us (sign-in, rights, limits) is tried again.
/// </summary>
internal sealed class SmtpSender(IOptions<EmailOptions> options, TimeProvider time) : IEmailSender
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    public async Task<string?> SendAsync(OutgoingEmail email, CancellationToken cancellationToken)
    {
        // Whatever is wrong with it shows before anybody is called.
        var (from, to, message) = (MimeMessage.Address(email.From), MimeMessage.Address(email.To), MimeMessage.Write(email));
        using var timeout = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await using var connection = await SmtpConnection.OpenAsync(options.Value.Smtp, either.Token);
            await connection.CommandAsync($"MAIL FROM:<{from}>", 250, either.Token);
            Refuse(await connection.AskAsync($"RCPT TO:<{to}>", either.Token), 250, 251);
            await connection.CommandAsync("DATA", 354, either.Token);
            var taken = await connection.SendDataAsync(message, either.Token);
            Refuse(taken, 250);
            await connection.QuitAsync(either.Token);
            return taken.Text;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new EmailFailedException("The mail server took too long.");
        }
    }

    private static void Refuse(SmtpReply reply, params int[] expected)
    {
        if (reply.Code is >= 500)
        {
            throw new EmailRefusedException($"The mail server refuses it: {reply}");
        }

        if (!expected.Contains(reply.Code))
        {
            throw new EmailFailedException($"The mail server answers {reply}");
        }
    }
}
