using System.Globalization;
using System.Text.Json.Nodes;
using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Discord.Json;

/// <summary>Guilds, roles and channels as Discord writes them.</summary>
internal static class GuildJson
{
    public static JsonObject Guild(Guild guild) => new()
    {
        ["id"] = guild.Id,
        ["name"] = guild.Name,
        ["icon"] = null,
        ["splash"] = null,
        ["discovery_splash"] = null,
        ["owner_id"] = guild.OwnerId,
        ["afk_channel_id"] = null,
        ["afk_timeout"] = 300,
        ["verification_level"] = 1,
        ["default_message_notifications"] = 1,
        ["explicit_content_filter"] = 0,
        ["roles"] = Array(guild.Roles.Values.Select(Role)),
        ["emojis"] = new JsonArray(),
        ["features"] = new JsonArray("COMMUNITY"),
        ["mfa_level"] = 0,
        ["application_id"] = null,
        ["system_channel_id"] = null,
        ["system_channel_flags"] = 0,
        ["rules_channel_id"] = null,
        ["vanity_url_code"] = null,
        ["description"] = guild.Description,
        ["banner"] = null,
        ["premium_tier"] = 0,
        ["premium_subscription_count"] = 0,
        ["preferred_locale"] = "en-US",
        ["public_updates_channel_id"] = null,
        ["nsfw_level"] = 0,
        ["stickers"] = new JsonArray(),
        ["premium_progress_bar_enabled"] = false,
        ["safety_alerts_channel_id"] = null,
        ["incidents_data"] = guild is { InvitesDisabledUntil: null, DirectMessagesDisabledUntil: null } ? null : Incidents(guild),
    };

    public static JsonObject Incidents(Guild guild) => new()
    {
        ["invites_disabled_until"] = Timestamps.Format(guild.InvitesDisabledUntil),
        ["dms_disabled_until"] = Timestamps.Format(guild.DirectMessagesDisabledUntil),
        ["dm_spam_detected_at"] = null,
        ["raid_detected_at"] = null,
    };

    /// <summary>GUILD_CREATE. Without the presences intent Discord lists no member but the bot itself.</summary>
    public static JsonObject Created(Guild guild, Member bot, bool allMembers)
    {
        var data = Guild(guild);
        data["joined_at"] = Timestamps.Format(guild.JoinedAt);
        data["large"] = guild.Members.Count > 250;
        data["unavailable"] = false;
        data["member_count"] = guild.Members.Count;
        data["voice_states"] = new JsonArray();
        data["members"] = Array((allMembers ? [.. guild.Members.Values] : new[] { bot }).Select(UserJson.Member));
        data["channels"] = Array(guild.Channels.Values.Where(channel => !channel.IsThread).Select(Channel));
        data["threads"] = Array(guild.Channels.Values.Where(channel => channel is { IsThread: true, Archived: false }).Select(Channel));
        data["presences"] = new JsonArray();
        data["stage_instances"] = new JsonArray();
        data["guild_scheduled_events"] = new JsonArray();
        data["soundboard_sounds"] = new JsonArray();
        return data;
    }

    public static JsonObject Partial(Guild guild, Permission permissions, bool isOwner = false) => new()
    {
        ["id"] = guild.Id,
        ["name"] = guild.Name,
        ["icon"] = null,
        ["banner"] = null,
        ["owner"] = isOwner,
        ["permissions"] = Bits(permissions),
        ["features"] = new JsonArray("COMMUNITY"),
    };

    public static JsonObject Role(Role role) => new()
    {
        ["id"] = role.Id,
        ["name"] = role.Name,
        ["color"] = role.Color,
        ["hoist"] = role.Hoist,
        ["icon"] = null,
        ["unicode_emoji"] = null,
        ["position"] = role.Position,
        ["permissions"] = Bits(role.Permissions),
        ["managed"] = role.Managed,
        ["mentionable"] = false,
        ["flags"] = 0,
    };

    public static JsonObject Channel(Channel channel) => channel.Type switch
    {
        ChannelType.Direct => new()
        {
            ["id"] = channel.Id,
            ["type"] = (int)channel.Type,
            ["last_message_id"] = LastMessage(channel),
            ["flags"] = 0,
            ["recipients"] = new JsonArray(UserJson.User(channel.Recipient!)),
        },
        ChannelType.PublicThread => Thread(channel),
        _ => new()
        {
            ["id"] = channel.Id,
            ["type"] = (int)channel.Type,
            ["guild_id"] = channel.Guild!.Id,
            ["name"] = channel.Name,
            ["topic"] = channel.Topic,
            ["position"] = channel.Position,
            ["parent_id"] = channel.Parent?.Id.ToString(),
            ["nsfw"] = false,
            ["rate_limit_per_user"] = channel.RateLimitPerUser,
            ["last_message_id"] = LastMessage(channel),
            ["flags"] = 0,
            ["permission_overwrites"] = Array(channel.Overwrites.Select(Overwrite)),
        },
    };

    public static JsonArray Array(IEnumerable<JsonObject> items) => new([.. items]);

    private static JsonObject Thread(Channel thread) => new()
    {
        ["id"] = thread.Id,
        ["type"] = (int)thread.Type,
        ["guild_id"] = thread.Guild!.Id,
        ["name"] = thread.Name,
        ["parent_id"] = thread.Parent!.Id,
        ["owner_id"] = thread.StarterId ?? thread.Guild.OwnerId,
        ["rate_limit_per_user"] = thread.RateLimitPerUser,
        ["last_message_id"] = LastMessage(thread),
        ["message_count"] = thread.Messages.Count,
        ["member_count"] = Math.Min(50, thread.Guild.Members.Count),
        ["total_message_sent"] = thread.Messages.Count,
        ["flags"] = 0,
        ["thread_metadata"] = new JsonObject
        {
            ["archived"] = thread.Archived,
            ["auto_archive_duration"] = 10080,
            ["archive_timestamp"] = Timestamps.Format(thread.Guild.JoinedAt),
            ["locked"] = false,
        },
    };

    private static string? LastMessage(Channel channel) => channel.Messages.LastId?.ToString();

    private static JsonObject Overwrite(PermissionOverwrite overwrite) => new()
    {
        ["id"] = overwrite.Id,
        ["type"] = overwrite.ForMember ? 1 : 0,
        ["allow"] = Bits(overwrite.Allow),
        ["deny"] = Bits(overwrite.Deny),
    };

    public static string Bits(Permission permissions) => ((ulong)permissions).ToString(CultureInfo.InvariantCulture);
}
