using Gova.Data.Accounts;
using Microsoft.AspNetCore.Identity;

namespace Gova.Api.Auth;

/// <summary>Hashes and checks passwords with the framework's hasher.</summary>
internal sealed class Passwords
{
    public const int MinLength = 8;

    /// <summary>Hashing takes time in proportion to the length: an upper bound keeps a request cheap.</summary>
    public const int MaxLength = 128;

    private readonly PasswordHasher<User> _hasher = new();
    private readonly User _nobody = User.Register("nobody", "nobody@gova.invalid", DateTimeOffset.UnixEpoch);

    public Passwords() => Set(_nobody, Guid.NewGuid().ToString());

    public void Set(User user, string password) => user.PasswordHash = Hash(password);

    public string Hash(string password) => _hasher.HashPassword(_nobody, password);

    /// <summary>Whether the password is the user's. Without a user it takes as long and says no.</summary>
    public bool Verify(User? user, string password)
    {
        var subject = user ?? _nobody;
        var result = _hasher.VerifyHashedPassword(subject, subject.PasswordHash, password);
        if (result == PasswordVerificationResult.SuccessRehashNeeded)
        {
            Set(subject, password);
        }

        return user is not null && result != PasswordVerificationResult.Failed;
    }
}
