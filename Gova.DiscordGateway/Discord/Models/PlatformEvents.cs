namespace Gova.DiscordGateway.Discord.Models;

/// <summary>Data of GUILD_BAN_ADD and GUILD_BAN_REMOVE.</summary>
internal sealed record GuildBan(long GuildId, DiscordUser? User = null);

/// <summary>Data of AUTO_MODERATION_ACTION_EXECUTION.</summary>
/// <param name="MessageId">Absent when the message was blocked.</param>
internal sealed record AutoModExecution(
    long GuildId,
    long RuleId,
    long UserId,
    AutoModAction? Action = null,
    int RuleTriggerType = 0,
    long? ChannelId = null,
    long? MessageId = null,
    string? Content = null,
    string? MatchedKeyword = null,
    string? MatchedContent = null);

internal sealed record AutoModAction(int Type = 0);
