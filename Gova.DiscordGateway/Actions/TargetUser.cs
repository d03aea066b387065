using System.Globalization;
using Gova.Data.Actions;

namespace Gova.DiscordGateway.Actions;

/// <summary>The member an action is about, as Discord numbers it.</summary>
internal static class TargetUser
{
    /// <exception cref="InvalidParametersException">The stored target is no snowflake.</exception>
    public static long Of(ActionEvent action) =>
        long.TryParse(action.PlatformUserId, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0
            ? id
            : throw new InvalidParametersException("The action's target is no Discord user.");
}
