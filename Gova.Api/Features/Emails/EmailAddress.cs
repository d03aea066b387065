namespace Gova.Api.Features.Emails;

/// <summary>What we take for an address: nothing that a header or a command of SMTP could be broken with.</summary>
internal static class EmailAddress
{
    public const int MaxLength = 254;

    public static bool IsValid(string? address)
    {
        if (address is null || address.Length > MaxLength || address.Split('@') is not [{ Length: > 0 and <= 64 } local, { Length: > 0 } domain])
        {
            return false;
        }

        return local.All(c => c > ' ' && !char.IsControl(c) && !char.IsWhiteSpace(c) && !"()<>[]:;,\\\"".Contains(c, StringComparison.Ordinal))
            && local[0] != '.' && local[^1] != '.' && !local.Contains("..", StringComparison.Ordinal)
            && domain.Split('.').All(label =>
                label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-' && label.All(c => char.IsLetterOrDigit(c) || c == '-'));
    }
}
