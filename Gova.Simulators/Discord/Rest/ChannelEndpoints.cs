using System.Globalization;
using System.Text.Json.Nodes;
using Gova.Simulators.Discord.Json;
using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Discord.Rest;

/// <summary>Channels and the guild's doors: read, slow down, close for a while.</summary>
internal static class ChannelEndpoints
{
    private const string SlowMode = "rate_limit_per_user";

    /// <summary>What Discord would change too; it ignores what it does not know, and so does the simulator.</summary>
    private static readonly HashSet<string> NotPlayed =
        ["name", "type", "position", "topic", "nsfw", "parent_id", "permission_overwrites", "archived", "locked", "auto_archive_duration", "flags"];

    public static void MapChannels(this IEndpointRouteBuilder api)
    {
        api.MapGet("/channels/{channelId}", Get);
        api.MapPatch("/channels/{channelId}", ChangeAsync);
        api.MapPut("/guilds/{guildId}/incident-actions", PauseAsync);
    }

    private static JsonObject Get(Snowflake channelId, DiscordWorld world)
    {
        lock (world.Gate)
        {
            return GuildJson.Channel(world.VisibleChannel(channelId));
        }
    }

    private static async Task<JsonObject> ChangeAsync(
        Snowflake channelId, HttpRequest request, DiscordWorld world, GuildOperations guilds, EffectLog effects, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync(request, cancellationToken);
        var reason = AuditLogReason.Read(request);
        if (body.Names.FirstOrDefault(NotPlayed.Contains) is { } other)
        {
            throw DiscordException.InvalidForm(other, "SIMULATOR_NOT_SUPPORTED", $"The simulator changes only {SlowMode}.");
        }

        lock (world.Gate)
        {
            var channel = world.VisibleChannel(channelId);
            if (body.Has(SlowMode))
            {
                var seconds = body.Integer(SlowMode) ?? 0;
                guilds.SetSlowMode(channel, seconds, reason);
                effects.Record("slow_mode", channel.Guild?.Id, channelId, reason: reason, detail: seconds.ToString(CultureInfo.InvariantCulture));
            }

            return GuildJson.Channel(channel);
        }
    }

    private static async Task<JsonObject> PauseAsync(
        Snowflake guildId, HttpRequest request, DiscordWorld world, GuildOperations guilds, EffectLog effects, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync(request, cancellationToken);
        var reason = AuditLogReason.Read(request);
        var (invites, directMessages) = (body.Time("invites_disabled_until"), body.Time("dms_disabled_until"));
        lock (world.Gate)
        {
            var guild = world.Guild(guildId);
            guilds.Pause(guild, invites, directMessages, reason);
            effects.Record(invites is null ? "resume_invites" : "pause_invites", guildId, reason: reason, detail: Timestamps.Format(invites));
            return GuildJson.Incidents(guild);
        }
    }
}
