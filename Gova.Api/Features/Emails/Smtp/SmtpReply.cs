namespace Gova.Api.Features.Emails.Smtp;

/// <summary>A server's reply.</summary>
/// <param name="Lines">What follows the code, line by line.</param>
internal sealed record SmtpReply(int Code, IReadOnlyList<string> Lines)
{
    private const int Shown = 200;

    /// <summary>The last line.</summary>
    public string Text => Lines[^1].Length > Shown ? Lines[^1][..Shown] : Lines[^1];

    public override string ToString() => $"{Code} {Text}";
}
