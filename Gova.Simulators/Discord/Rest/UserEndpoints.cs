using System.Text.Json.Nodes;
using Gova.Simulators.Discord.Gateway;
using Gova.Simulators.Discord.Json;
using Gova.Simulators.Discord.OAuth;
using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Discord.Rest;

/// <summary>Where the gateway is, who the bot is, and direct channels.</summary>
internal static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder api)
    {
        api.MapGet("/gateway", GetGateway).WithMetadata(new AnonymousRoute());
        api.MapGet("/gateway/bot", GetBotGateway);
        api.MapGet("/applications/@me", GetApplication);
        api.MapGet("/oauth2/applications/@me", GetApplication);
        api.MapGet("/users/@me", GetSelf).WithMetadata(new UserTokenRoute());
        api.MapGet("/users/@me/guilds", GetGuilds).WithMetadata(new UserTokenRoute());
        api.MapPost("/users/@me/channels", OpenDirectChannel);
        api.MapGet("/users/{userId}", GetUser);
    }

    private static JsonObject GetGateway(HttpRequest request) => new() { ["url"] = GatewayEndpoint.UrlFor(request) };

    private static JsonObject GetBotGateway(HttpRequest request, IdentifyQuota identifies, GatewayFaults gateway)
    {
        var (total, remaining, resetAfter) = identifies.Read();
        return new JsonObject
        {
            ["url"] = GatewayEndpoint.UrlFor(request),
            ["shards"] = gateway.Shards,
            ["session_start_limit"] = new JsonObject
            {
                ["total"] = total,
                ["remaining"] = remaining,
                ["reset_after"] = (long)resetAfter.TotalMilliseconds,
                ["max_concurrency"] = identifies.MaxConcurrency,
            },
        };
    }

    private static JsonObject GetApplication(DiscordWorld world) => new()
    {
        ["id"] = world.Bot.Id,
        ["name"] = world.Bot.GlobalName,
        ["icon"] = null,
        ["description"] = "",
        ["bot_public"] = true,
        ["bot_require_code_grant"] = false,
        ["verify_key"] = new string('0', 64),
        ["team"] = null,
        ["flags"] = 0,
        ["bot"] = UserJson.User(world.Bot),
    };

    private static JsonObject GetSelf(HttpRequest request, DiscordWorld world, OAuthDesk users)
    {
        lock (world.Gate)
        {
            return users.Find(request.Headers.Authorization) is { } grant ? UserJson.User(world.User(grant.User)) : UserJson.Self(world.Bot);
        }
    }

    private static JsonArray GetGuilds(HttpRequest request, DiscordWorld world, OAuthDesk users)
    {
        var limit = Query.Limit(request, usual: 200, most: 200);
        var after = Query.Id(request, "after") ?? default;
        lock (world.Gate)
        {
            var self = users.Find(request.Headers.Authorization) is { } grant ? world.User(grant.User) : world.Bot;
            return GuildJson.Array(world.Guilds.OrderBy(guild => guild.Id).Where(guild => guild.Id.CompareTo(after) > 0)
                .Select(guild => (Guild: guild, Member: guild.MemberOf(self))).Where(row => row.Member is not null).Take(limit)
                .Select(row => GuildJson.Partial(row.Guild, PermissionCheck.In(row.Guild, row.Member!), row.Guild.OwnerId == self.Id)));
        }
    }

    private static JsonObject GetUser(Snowflake userId, DiscordWorld world)
    {
        lock (world.Gate)
        {
            return UserJson.User(world.User(userId));
        }
    }

    private static async Task<JsonObject> OpenDirectChannel(HttpRequest request, DiscordWorld world, EffectLog effects, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync(request, cancellationToken);
        var id = body.Id("recipient_id") ?? throw DiscordException.InvalidForm("recipient_id", "BASE_TYPE_REQUIRED", "This field is required");
        lock (world.Gate)
        {
            var recipient = world.FindUser(id);
            if (recipient is null || recipient.Bot)
            {
                throw DiscordException.InvalidRecipient;
            }

            var channel = world.DirectChannelTo(recipient);
            effects.Record("open_direct_channel", channel: channel.Id, target: recipient.Id);
            return GuildJson.Channel(channel);
        }
    }
}
