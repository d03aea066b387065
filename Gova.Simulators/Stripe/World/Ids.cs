using System.Security.Cryptography;

namespace Gova.Simulators.Stripe.World;

/// <summary>Ids that say what they are of.</summary>
internal static class Ids
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    public static string New(string prefix, int length = 24) => prefix + RandomNumberGenerator.GetString(Letters, length);
}
