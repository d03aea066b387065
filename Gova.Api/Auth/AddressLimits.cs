namespace Gova.Api.Auth;

/// <summary>The limits per address.</summary>
internal static class AddressLimits
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    /// <summary>Wrong passwords: 1,920 a day at most, by any number of clients.</summary>
    public static readonly AttemptLimit SignIn = new("sign-in", 20, Window);

    /// <summary>Guesses at a code that resets a password; the code itself dies after <see cref="Codes.MaxAttempts"/>.</summary>
    public static readonly AttemptLimit Reset = new("reset", 20, Window);

    /// <summary>Emails to an address that somebody typed without being signed in, or without having proven it.</summary>
    public static readonly AttemptLimit Email = new("email", Codes.MaxSends, Codes.SendWindow);

    /// <summary>Invitations to an address, by whomever: taken back and made again, each is an email.</summary>
    public static readonly AttemptLimit Invitation = new("invitation", 10, TimeSpan.FromDays(1));

    /// <summary>Invitations of one account, to whatever addresses.</summary>
    public static readonly AttemptLimit Inviter = new("inviter", 200, TimeSpan.FromDays(1));
}
