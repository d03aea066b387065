using Gova.Simulators.Discord.Gateway;
using Gova.Simulators.Discord.Json;

namespace Gova.Simulators.Discord.World;

/// <summary>The bot changes a guild or a channel.</summary>
internal sealed class GuildOperations(DiscordWorld world, EventDispatcher events, AuditLog audit)
{
    private const int LongestSlowMode = 21_600;
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(24);

    public void SetSlowMode(Channel channel, int seconds, string? reason)
    {
        lock (world.Gate)
        {
            var guild = channel.Guild ?? throw DiscordException.WrongChannelType;
            PermissionCheck.Require(channel, world.BotIn(guild), channel.IsThread ? Permission.ManageThreads : Permission.ManageChannels);
            if (seconds is < 0 or > LongestSlowMode)
            {
                throw DiscordException.InvalidForm("rate_limit_per_user", "NUMBER_TYPE_MAX", $"int value should be between 0 and {LongestSlowMode}.");
            }

            var before = channel.RateLimitPerUser;
            if (before == seconds)
            {
                return;
            }

            channel.RateLimitPerUser = seconds;
            events.Publish(ChannelEvents.Updated(channel, world));
            audit.Write(guild, AuditLogAction.ChannelUpdate, channel.Id, reason, [new AuditLogChange("rate_limit_per_user", before, seconds)]);
        }
    }

    /// <summary>Incident actions, each at most a day ahead; none lifts the pause.</summary>
    public void Pause(Guild guild, DateTimeOffset? invites, DateTimeOffset? directMessages, string? reason)
    {
        lock (world.Gate)
        {
            PermissionCheck.Require(guild, world.BotIn(guild), Permission.ManageGuild);
            EnsureWithinADay("invites_disabled_until", invites);
            EnsureWithinADay("dms_disabled_until", directMessages);
            (guild.InvitesDisabledUntil, guild.DirectMessagesDisabledUntil) = (invites, directMessages);
            events.Publish(GuildEvents.Updated(guild));
            audit.Write(guild, AuditLogAction.GuildUpdate, guild.Id, reason);
        }
    }

    private void EnsureWithinADay(string field, DateTimeOffset? until)
    {
        if (until - world.Now > LongestPause)
        {
            throw DiscordException.InvalidForm(field, "INCIDENT_ACTIONS_TOO_LONG", "Must be within 24 hours.");
        }
    }
}
