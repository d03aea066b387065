using System.Net;

namespace Gova.DiscordGateway.Discord.Rest;

/// <summary>Discord answered with an error.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="code">Discord's error code; 0 when it gave none.</param>
/// <param name="message">Discord's words.</param>
internal sealed class DiscordApiException(HttpStatusCode status, int code, string message)
    : Exception($"Discord answered {(int)status} ({code}): {message}")
{
    public HttpStatusCode Status { get; } = status;

    public int Code { get; } = code;

    /// <summary>Names of the body's fields that were refused.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>An earlier try of the same call got no answer: it may have been executed.</summary>
    public bool AfterLostAnswer { get; init; }

    /// <summary>The call was not made: it would have been refused, and refusals are counted against the address.</summary>
    public bool NotSent { get; init; }

    /// <summary>Discord is in trouble, not the call.</summary>
    public bool IsTemporary => (int)Status >= 500 || Status == HttpStatusCode.TooManyRequests;
}

/// <summary>Discord's error codes that mean something to Gova.</summary>
internal static class DiscordErrorCode
{
    public const int UnknownChannel = 10003;
    public const int UnknownGuild = 10004;
    public const int UnknownMember = 10007;
    public const int UnknownMessage = 10008;
    public const int UnknownRole = 10011;
    public const int UnknownUser = 10013;
    public const int UnknownWebhook = 10015;
    public const int UnknownBan = 10026;
    public const int UnknownInteraction = 10062;
    public const int AlreadyAcknowledged = 40060;
    public const int MissingAccess = 50001;
    public const int CannotMessageUser = 50007;
    public const int MissingPermissions = 50013;
    public const int InvalidWebhookToken = 50027;
    public const int InvalidRole = 50028;
    public const int InvalidForm = 50035;
    public const int NoMutualGuilds = 50278;
}
