using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;

namespace Gova.Api.Auth;

/// <summary>Section <c>Jwt</c>.</summary>
internal sealed class JwtOptions : IValidatableObject
{
    /// <summary>HMAC-SHA256 wants a key at least as long as its output (RFC 7518, section 3.2).</summary>
    public const int MinKeyBytes = 32;

    /// <summary>Secret that signs access tokens, shared by the api's replicas.</summary>
    public string SigningKey { get; set; } = "";

    /// <summary>How long an access token is good for.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>A key for something else than access tokens, made from the same secret.</summary>
    public byte[] DeriveKey(string use) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(SigningKey), 32, info: Encoding.UTF8.GetBytes(use));

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (SigningKey.Length == 0)
        {
            yield return new ValidationResult($"Jwt:SigningKey is missing: set it to a secret of at least {MinKeyBytes} bytes.");
        }
        else if (Encoding.UTF8.GetByteCount(SigningKey) < MinKeyBytes)
        {
            yield return new ValidationResult($"Jwt:SigningKey is too short: it needs at least {MinKeyBytes} bytes.");
        }

        if (Lifetime < TimeSpan.FromMinutes(1) || Lifetime > TimeSpan.FromHours(1))
        {
            yield return new ValidationResult("Jwt:Lifetime must be between one minute and one hour.");
        }
    }
}
