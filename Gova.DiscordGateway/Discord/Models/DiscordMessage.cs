namespace Gova.DiscordGateway.Discord.Models;

/// <summary>A message as the gateway or REST gives it; an update may lack any member but the ids.</summary>
internal sealed record DiscordMessage(
    long Id,
    long ChannelId,
    long? GuildId = null,
    int? Type = null,
    DiscordUser? Author = null,
    DiscordMember? Member = null,
    string? Content = null,
    DateTimeOffset? EditedTimestamp = null,
    long? WebhookId = null,
    MessageReference? MessageReference = null);

internal sealed record MessageReference(long? MessageId = null);

/// <summary>Data of MESSAGE_DELETE (<paramref name="Id"/>) and MESSAGE_DELETE_BULK (<paramref name="Ids"/>).</summary>
internal sealed record DeletedMessages(long ChannelId, long? GuildId = null, long? Id = null, IReadOnlyList<long>? Ids = null);
