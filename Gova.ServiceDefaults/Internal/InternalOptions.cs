using Microsoft.Extensions.Options;

namespace Gova.ServiceDefaults.Internal;

/// <summary>Section <c>Internal</c>: how services prove themselves to each other.</summary>
public sealed class InternalOptions
{
    public const string Section = "Internal";

    /// <summary>What another service proves itself with. Unset, nobody is answered.</summary>
    public string Key { get; set; } = "";

    internal sealed class Validator : IValidateOptions<InternalOptions>
    {
        private const int MinLength = 32;

        public ValidateOptionsResult Validate(string? name, InternalOptions options) =>
            options.Key is { Length: > 0 and < MinLength }
                ? ValidateOptionsResult.Fail($"Internal:Key must have at least {MinLength} characters.")
                : ValidateOptionsResult.Success;
    }
}
