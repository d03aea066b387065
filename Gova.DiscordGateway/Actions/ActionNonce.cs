using System.Buffers.Text;

namespace Gova.DiscordGateway.Actions;

/// <summary>The key under which Discord posts a reply once: the action's id in 22 characters of the 25 allowed.</summary>
internal static class ActionNonce
{
    public static string Of(Guid actionId) => Base64Url.EncodeToString(actionId.ToByteArray());
}
