using Gova.DiscordGateway.Discord.Rest;

namespace Gova.DiscordGateway.Actions;

/// <summary>Errors that say nothing about whether a call was executed, only that asking later will help.</summary>
internal static class Trouble
{
    public static bool IsTemporary(Exception e) =>
        e is HttpRequestException or TimeoutException or OperationCanceledException or DiscordApiException { IsTemporary: true };
}
