using System.ComponentModel.DataAnnotations;

namespace Gova.Data.Encryption;

/// <summary>Section <c>Encryption</c>.</summary>
public sealed class EncryptionOptions : IValidatableObject
{
    /// <summary>So much text holds 128 bits at least, however it was made at random.</summary>
    public const int MinSecretLength = 32;

    /// <summary>The id of the key that encrypts from now on.</summary>
    public string CurrentKey { get; set; } = "";

    /// <summary>Secrets by id. Those that encrypt no more stay until <c>rotate-keys</c> has replaced what they encrypted.</summary>
    public Dictionary<string, string> Keys { get; } = new(StringComparer.OrdinalIgnoreCase);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (CurrentKey.Length == 0)
        {
            yield return new ValidationResult("Encryption:CurrentKey is missing: set it to the id of a key in Encryption:Keys.");
        }
        else if (!Keys.ContainsKey(CurrentKey))
        {
            yield return new ValidationResult($"Encryption:Keys:{CurrentKey} is missing: Encryption:CurrentKey names it.");
        }

        foreach (var (id, secret) in Keys.Where(key => key.Value.Length < MinSecretLength))
        {
            yield return new ValidationResult($"Encryption:Keys:{id} is too short: it needs at least {MinSecretLength} random characters.");
        }
    }
}
