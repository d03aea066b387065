using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gova.DiscordGateway.Discord.Rest;

/// <summary>GET /gateway/bot.</summary>
internal sealed record GatewayBot(string? Url, int Shards = 1, SessionStartLimit? SessionStartLimit = null);

/// <param name="Remaining">Identifies left.</param>
/// <param name="ResetAfter">Milliseconds until there are new ones.</param>
/// <param name="Total">Identifies of a day.</param>
/// <param name="MaxConcurrency">Identifies at once.</param>
internal sealed record SessionStartLimit(int Remaining, long ResetAfter, int Total = 0, int MaxConcurrency = 1);

/// <summary>POST /channels/{id}/messages.</summary>
internal sealed record NewMessage(
    string Content, string Nonce, bool EnforceNonce, NewMessageReference MessageReference, AllowedMentions AllowedMentions);

internal sealed record NewMessageReference(string MessageId, bool FailIfNotExists);

/// <param name="Parse">Kinds of mentions in the text that notify: none, whatever the text says.</param>
/// <param name="Users">Ids of those who are notified all the same, where the text mentions them.</param>
internal sealed record AllowedMentions(
    IReadOnlyList<string> Parse,
    bool RepliedUser,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Users = null)
{
    /// <summary>Nobody is notified.</summary>
    public static readonly AllowedMentions None = new([], RepliedUser: false);
}

/// <summary>PATCH of a member with this one field.</summary>
internal sealed record MemberTimeout(DateTimeOffset? CommunicationDisabledUntil);

/// <summary>PUT of a ban.</summary>
internal sealed record NewBan(int DeleteMessageSeconds);

/// <summary>PATCH of a channel with this one field.</summary>
internal sealed record ChannelSlowMode(int RateLimitPerUser);

/// <summary>PUT of a guild's incident actions, which replaces both.</summary>
internal sealed record IncidentActions(DateTimeOffset? InvitesDisabledUntil, DateTimeOffset? DmsDisabledUntil);

/// <summary>POST /users/@me/channels.</summary>
internal sealed record NewDirectChannel(string RecipientId);

/// <summary>POST of a bulk delete.</summary>
internal sealed record MessagesToDelete(IReadOnlyList<string> Messages);

/// <param name="Errors">Nested: which field, and why.</param>
/// <param name="RetryAfter">Seconds, on 429.</param>
/// <param name="Global">The 429 is about all calls.</param>
internal sealed record ErrorBody(
    int Code = 0, string? Message = null, JsonElement Errors = default, double? RetryAfter = null, bool? Global = null);
