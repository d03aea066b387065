namespace Gova.Api.Features.Emails;

/// <summary>An email as it goes out.</summary>
/// <param name="Id">The same for each attempt: a provider that knows it already sends nothing.</param>
internal sealed record OutgoingEmail(
    Guid Id, string From, string FromName, string To, string Subject, string Text, string Html, DateTimeOffset At, string? ReplyTo = null);

/// <summary>Hands emails to somebody who carries them.</summary>
internal interface IEmailSender
{
    /// <returns>The carrier's id of it, if it gave one.</returns>
    /// <exception cref="EmailRefusedException">It will never be taken. After any other exception it may be tried again.</exception>
    Task<string?> SendAsync(OutgoingEmail email, CancellationToken cancellationToken);
}

/// <summary>This email will not be taken, however often it is tried.</summary>
internal sealed class EmailRefusedException(string reason) : Exception(reason);

/// <summary>It was not taken now.</summary>
internal sealed class EmailFailedException(string reason, Exception? inner = null) : Exception(reason, inner);
