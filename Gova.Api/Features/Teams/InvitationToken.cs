using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Gova.Api.Features.Teams;

/// <summary>The secret in an emailed invitation. Only its hash is stored.</summary>
internal static class InvitationToken
{
    /// <summary>How long an invitation can be accepted, from when it was sent last.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>It is random and long, so a plain hash cannot be guessed back.</summary>
    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
