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
}
