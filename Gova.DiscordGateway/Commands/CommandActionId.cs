using System.Security.Cryptography;
using System.Text;

namespace Gova.DiscordGateway.Commands;

/// <summary>
/// The id of the action that a command leads to, derived from what must lead to one action only: a command that arrives again,
/// even after a restart, meets the row that is there already.
/// </summary>
internal static class CommandActionId
{
    public static Guid Of(string kind, params ReadOnlySpan<long> ids)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"gova {kind} {string.Join(' ', ids.ToArray())}"));
        // Version 8: an id of the application's own making.
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }
}
