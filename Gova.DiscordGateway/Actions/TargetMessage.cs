using Gova.Data.Actions;

namespace Gova.DiscordGateway.Actions;

/// <summary>The channel and the message an action is about.</summary>
internal static class TargetMessage
{
    /// <exception cref="InvalidParametersException">It concerns no channel.</exception>
    public static long ChannelOf(ActionEvent action) => action.ChannelId ?? throw new InvalidParametersException("The action names no channel.");

    /// <exception cref="InvalidParametersException">It concerns no message.</exception>
    public static long IdOf(ActionEvent action) => action.MessageId ?? throw new InvalidParametersException("The action names no message.");
}
