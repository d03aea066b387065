using System.ComponentModel.DataAnnotations;

namespace Gova.Api.Auth;

/// <summary>Section <c>Sessions</c>.</summary>
internal sealed class SessionOptions : IValidatableObject
{
    /// <summary>How long a session lasts without a refresh.</summary>
    public TimeSpan IdleLifetime { get; set; } = TimeSpan.FromDays(14);

    /// <summary>How long it lasts at most: then its owner signs in again.</summary>
    public TimeSpan MaxLifetime { get; set; } = TimeSpan.FromDays(90);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IdleLifetime < TimeSpan.FromHours(1))
        {
            yield return new ValidationResult("Sessions:IdleLifetime must be an hour at least.");
        }

        if (MaxLifetime < IdleLifetime)
        {
            yield return new ValidationResult("Sessions:MaxLifetime must not be less than Sessions:IdleLifetime.");
        }
    }
}
