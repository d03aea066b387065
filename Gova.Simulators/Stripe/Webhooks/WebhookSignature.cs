using System.Security.Cryptography;
using System.Text;

namespace Gova.Simulators.Stripe.Webhooks;

/// <summary>The header <c>Stripe-Signature</c>; like Stripe's in test mode it ends with a signature of a scheme that proves nothing.</summary>
internal static class WebhookSignature
{
    public static string Write(string payload, IEnumerable<string> secrets, DateTimeOffset sentAt)
    {
        var seconds = sentAt.ToUnixTimeSeconds();
        return string.Join(',', secrets.Select(secret => $"v1={Sign(secret, $"{seconds}.{payload}")}").Prepend($"t={seconds}").Append($"v0={Sign("v0", payload)}"));
    }

    private static string Sign(string secret, string signed) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(signed)));
}
