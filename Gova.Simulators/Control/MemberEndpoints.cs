using Gova.Simulators.Discord.World;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Gova.Simulators.Control;

/// <summary>People come, change, are banned by humans, and go.</summary>
internal static class MemberEndpoints
{
    public static void MapMembers(this IEndpointRouteBuilder control)
    {
        control.MapPost("/members", Join);
        control.MapPatch("/members/{userId}", Change);
        control.MapDelete("/members/{userId}", Leave);
        control.MapPut("/bans/{userId}", Ban);
        control.MapDelete("/bans/{userId}", Unban);
    }

    /// <summary>A known user, or somebody new by name.</summary>
    private static Results<Ok<MemberView>, ValidationProblem> Join(
        JoinRequest request, DiscordWorld world, Finder find, MemberOperations members, PeopleOperations people)
    {
        if (request.UserId is null && string.IsNullOrWhiteSpace(request.Username))
        {
            return Invalid.Field("user_id, username", "A known user or a name is needed.");
        }

        lock (world.Gate)
        {
            var guild = find.Guild(request.GuildId);
            var user = request.UserId is { } id ? world.User(id) : people.NewUser(request.Username!, request.Bot);
            return TypedResults.Ok(View(guild, members.Join(guild, user)));
        }
    }

    private static Ok<MemberView> Change(Snowflake userId, ChangeRequest request, DiscordWorld world, Finder find, PeopleOperations people)
    {
        lock (world.Gate)
        {
            var guild = find.Guild(request.GuildId);
            var member = guild.MemberOrThrow(userId);
            if (request.DirectMessages is { } open)
            {
                world.SetDirectMessages(member.User, open);
            }

            if (request is not { Roles: null, Nick: null, CommunicationDisabledUntil: null })
            {
                people.Change(guild, member, new MemberChange(request.Roles, request.Nick, request.CommunicationDisabledUntil));
            }

            return TypedResults.Ok(View(guild, member));
        }
    }

    private static NoContent Leave(
        Snowflake userId, [FromQuery(Name = "guild_id")] Snowflake? guildId, DiscordWorld world, Finder find, PeopleOperations people)
    {
        lock (world.Gate)
        {
            var guild = find.Guild(guildId);
            people.Leave(guild, guild.MemberOrThrow(userId));
        }

        return TypedResults.NoContent();
    }

    private static NoContent Ban(
        Snowflake userId, [FromQuery(Name = "guild_id")] Snowflake? guildId, string? reason, DiscordWorld world, Finder find, PeopleOperations people)
    {
        lock (world.Gate)
        {
            people.Ban(find.Guild(guildId), world.User(userId), reason);
        }

        return TypedResults.NoContent();
    }

    private static NoContent Unban(
        Snowflake userId, [FromQuery(Name = "guild_id")] Snowflake? guildId, DiscordWorld world, Finder find, PeopleOperations people)
    {
        lock (world.Gate)
        {
            people.Unban(find.Guild(guildId), world.User(userId));
        }

        return TypedResults.NoContent();
    }

    private static MemberView View(Guild guild, Member member) => new(guild.Id, member.User.Id, member.User.Username, member.Nick, [.. member.Roles]);

    internal sealed record JoinRequest(Snowflake? GuildId, Snowflake? UserId, string? Username, bool Bot = false);

    internal sealed record ChangeRequest(
        Snowflake? GuildId, IReadOnlyList<Snowflake>? Roles, string? Nick, DateTimeOffset? CommunicationDisabledUntil, bool? DirectMessages);

    internal sealed record MemberView(Snowflake GuildId, Snowflake UserId, string Username, string? Nick, IReadOnlyList<Snowflake> Roles);
}
