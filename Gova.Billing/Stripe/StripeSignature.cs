using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Gova.Billing.Stripe;

/// <summary>What a signature turned out to be.</summary>
internal enum SignatureCheck
{
    Valid,

    /// <summary>The header is none, or names no time or no signature that is known.</summary>
    Malformed,

    /// <summary>Nobody who knows a secret has signed that.</summary>
    Forged,

    /// <summary>Signed too long ago, or in the future: it may be a copy.</summary>
    Stale,
}

/// <summary>
/// Stripe's signature of a webhook: <c>Stripe-Signature: t=…,v1=…</c>, where v1 is the HMAC-SHA256 of the time, a dot and the body's
/// bytes. There may be several of them, and of schemes that are not known.
/// </summary>
internal static class StripeSignature
{
    public const string Header = "Stripe-Signature";

    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(300);

    public static SignatureCheck Verify(ReadOnlySpan<byte> body, string? header, IReadOnlyList<string> secrets, DateTimeOffset now)
    {
        string? time = null;
        var signatures = new List<byte[]>();
        foreach (var part in (header ?? "").Split(',', StringSplitOptions.TrimEntries))
        {
            switch (part.Split('=', 2))
            {
                case ["t", var text]:
                    time = text;
                    break;
                case ["v1", var text]:
                    signatures.Add(Encoding.UTF8.GetBytes(text));
                    break;
            }
        }

        if (!long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || signatures.Count == 0)
        {
            return SignatureCheck.Malformed;
        }

        if (!IsSigned(body, time, signatures, secrets))
        {
            return SignatureCheck.Forged;
        }

        // Compared as numbers: a time may be none that a clock can show.
        var age = now.ToUnixTimeSeconds() - (decimal)seconds;
        return Math.Abs(age) <= (decimal)Tolerance.TotalSeconds ? SignatureCheck.Valid : SignatureCheck.Stale;
    }

    /// <summary>Every secret is tried with every signature, so that the time taken tells nothing of either.</summary>
    private static bool IsSigned(ReadOnlySpan<byte> body, string time, List<byte[]> signatures, IReadOnlyList<string> secrets)
    {
        var isSigned = false;
        foreach (var secret in secrets)
        {
            using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
            hmac.AppendData(Encoding.UTF8.GetBytes($"{time}."));
            hmac.AppendData(body);
            var expected = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hmac.GetHashAndReset()));
            foreach (var signature in signatures)
            {
                isSigned |= CryptographicOperations.FixedTimeEquals(signature, expected);
            }
        }

        return isSigned;
    }
}
