using Gova.Simulators.Community;
using Gova.Simulators.Discord;
using Gova.Simulators.Discord.Gateway;
using Gova.Simulators.Discord.World;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Gova.Simulators.Control;

/// <summary>The community itself: who is there, how fast it talks, what was done to it.</summary>
internal static class CommunityEndpoints
{
    public static void MapCommunity(this IEndpointRouteBuilder control)
    {
        control.MapGet("/community", Get);
        control.MapPut("/community/rate", SetRate);
        control.MapGet("/effects", GetEffects);
        control.MapPost("/guilds", AddGuild);
    }

    private static CommunityView Get([FromQuery(Name = "guild_id")] Snowflake? guildId, Finder find, DiscordWorld world, CommunityClock clock)
    {
        lock (world.Gate)
        {
            var guild = find.Guild(guildId);
            return new CommunityView(
                guild.Id,
                guild.Name,
                guild.OwnerId,
                clock.MessagesPerSecond,
                guild.Members.Count,
                guild.Channels.Values.Sum(channel => channel.Messages.Count),
                [.. guild.Channels.Values.Select(View)],
                [.. guild.Members.Values.Select(member => View(guild, member))]);
        }
    }

    private static ChannelView View(Channel channel) => new(channel.Id, channel.Name!, channel.Topic, channel.IsThread, channel.Messages.Count);

    private static MemberView View(Guild guild, Member member)
    {
        var roles = member.Roles.Select(role => guild.Roles[role].Name);
        return new(member.User.Id, member.User.Username, member.DisplayName, member.User.Bot, [.. roles], member.CommunicationDisabledUntil);
    }

    private static Results<NoContent, ValidationProblem> SetRate(RateRequest request, CommunityClock clock)
    {
        if (request.MessagesPerSecond is not { } rate || rate is < 0 or > 10_000)
        {
            return Invalid.Field("messages_per_second", "Must be between 0 and 10000.");
        }

        clock.MessagesPerSecond = rate;
        return TypedResults.NoContent();
    }

    private static EffectsView GetEffects(EffectLog effects, int after = 0) => new(effects.After(after));

    private static Results<Created<GuildView>, ValidationProblem> AddGuild(GuildRequest request, DiscordWorld world, SessionGreeter greeter)
    {
        if (string.IsNullOrWhiteSpace(request.Name) || request.Channels is < 1 or > 500 || request.Members is < 1 or > 10_000)
        {
            return Invalid.Field("name, channels, members", "A name, 1 to 500 channels and 1 to 10000 members are needed.");
        }

        lock (world.Gate)
        {
            var id = request.Id ?? world.NextId();
            if (world.Guilds.Any(known => known.Id == id))
            {
                return Invalid.Field("id", "A guild with this id exists.");
            }

            var builder = new GuildBuilder(id, request.Name, world.NextId, world.Now);
            foreach (var number in Enumerable.Range(1, request.Channels))
            {
                builder.AddChannel($"room-{number}", $"Room {number} of {request.Name}.");
            }

            builder.AddMembers(request.Members);
            var guild = builder.Build();
            world.Add(guild);
            greeter.Announce(guild);
            return TypedResults.Created($"/simulator/community?guild_id={id}", new GuildView(id, guild.Name, [.. guild.Channels.Keys], [.. guild.Members.Keys]));
        }
    }

    internal sealed record CommunityView(
        Snowflake GuildId,
        string Name,
        Snowflake OwnerId,
        double MessagesPerSecond,
        int MemberCount,
        int MessageCount,
        IReadOnlyList<ChannelView> Channels,
        IReadOnlyList<MemberView> Members);

    internal sealed record ChannelView(Snowflake Id, string Name, string? Topic, bool Thread, int MessageCount);

    internal sealed record MemberView(Snowflake Id, string Username, string Name, bool Bot, IReadOnlyList<string> Roles, DateTimeOffset? CommunicationDisabledUntil);

    internal sealed record RateRequest(double? MessagesPerSecond);

    internal sealed record EffectsView(IReadOnlyList<Effect> Effects);

    internal sealed record GuildRequest(Snowflake? Id, string Name, int Channels = 2, int Members = 10);

    internal sealed record GuildView(Snowflake Id, string Name, IReadOnlyList<Snowflake> Channels, IReadOnlyList<Snowflake> Members);
}
