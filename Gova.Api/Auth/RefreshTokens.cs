using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Gova.Api.Auth;

/// <summary>
/// The tokens that a session lives on by. Each follows from the one before and a secret, so that of two refreshes at the same
/// moment both are handed the same successor, which itself is stored nowhere.
/// </summary>
internal sealed class RefreshTokens(IOptions<JwtOptions> options)
{
    private const int Size = 32;

    private readonly byte[] _key = options.Value.DeriveKey("gova refresh tokens");

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Size));

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    public string After(string token) => Base64Url.EncodeToString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(token)));
}
