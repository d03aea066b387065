using System.Globalization;
using Gova.Simulators.Discord;
using Gova.Simulators.Discord.Gateway;
using Gova.Simulators.Discord.World;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Gova.Simulators.Control;

/// <summary>Humans change what a guild is made of: channels, roles, its name, its being there at all.</summary>
internal static class StructureEndpoints
{
    public static void MapStructure(this IEndpointRouteBuilder control)
    {
        control.MapPost("/channels", CreateChannel);
        control.MapPatch("/channels/{id}", ChangeChannel);
        control.MapDelete("/channels/{id}", DeleteChannel);
        control.MapPost("/roles", CreateRole);
        control.MapPatch("/roles/{id}", ChangeRole);
        control.MapDelete("/roles/{id}", DeleteRole);
        control.MapPatch("/guilds/{id}", ChangeGuild);
        control.MapDelete("/guilds/{id}", DeleteGuild);
    }

    private static Results<Ok<IdView>, ValidationProblem> CreateChannel(ChannelRequest request, DiscordWorld world, Finder find, StructureOperations structure)
    {
        if (string.IsNullOrWhiteSpace(request.Name) || request.Type is ChannelType.Direct or ChannelType.PublicThread)
        {
            return Invalid.Field("name, type", "A name is needed, and a type that hangs from the guild itself.");
        }

        lock (world.Gate)
        {
            var guild = find.Guild(request.GuildId);
            var channel = new Channel
            {
                Id = world.NextId(),
                Type = request.Type,
                Guild = guild,
                Name = request.Name,
                Topic = request.Topic,
                Position = guild.Channels.Count,
                Parent = request.ParentId is { } parent ? world.Channel(parent) : null,
            };
            channel.Overwrites.AddRange((request.Overwrites ?? []).Select(Overwrite));
            return TypedResults.Ok(new IdView(structure.Create(channel).Id));
        }
    }

    private static NoContent ChangeChannel(Snowflake id, ChannelChangeRequest request, DiscordWorld world, StructureOperations structure)
    {
        lock (world.Gate)
        {
            var overwrites = request.Overwrites?.Select(Overwrite).ToList();
            structure.Change(world.Channel(id), new ChannelChange(request.Name, request.Topic, request.RateLimitPerUser, request.Archived, overwrites));
        }

        return TypedResults.NoContent();
    }

    private static NoContent DeleteChannel(Snowflake id, DiscordWorld world, StructureOperations structure)
    {
        lock (world.Gate)
        {
            structure.Delete(world.Channel(id));
        }

        return TypedResults.NoContent();
    }

    private static Ok<IdView> CreateRole(RoleRequest request, DiscordWorld world, Finder find, StructureOperations structure)
    {
        lock (world.Gate)
        {
            var role = new Role(world.NextId(), request.Name ?? "new role", request.Position ?? 1, Bits(request.Permissions) ?? Permission.None);
            return TypedResults.Ok(new IdView(structure.Put(find.Guild(request.GuildId), role).Id));
        }
    }

    private static NoContent ChangeRole(Snowflake id, RoleRequest request, DiscordWorld world, Finder find, StructureOperations structure)
    {
        lock (world.Gate)
        {
            var guild = find.Guild(request.GuildId);
            var role = guild.Roles.GetValueOrDefault(id) ?? throw DiscordException.UnknownRole;
            structure.Put(guild, role with
            {
                Name = request.Name ?? role.Name,
                Position = request.Position ?? role.Position,
                Permissions = Bits(request.Permissions) ?? role.Permissions,
            });
        }

        return TypedResults.NoContent();
    }

    private static NoContent DeleteRole(
        Snowflake id, [FromQuery(Name = "guild_id")] Snowflake? guildId, DiscordWorld world, Finder find, StructureOperations structure)
    {
        lock (world.Gate)
        {
            var guild = find.Guild(guildId);
            structure.Delete(guild, guild.Roles.GetValueOrDefault(id) ?? throw DiscordException.UnknownRole);
        }

        return TypedResults.NoContent();
    }

    private static NoContent ChangeGuild(Snowflake id, GuildRequest request, DiscordWorld world, StructureOperations structure, SessionGreeter greeter)
    {
        lock (world.Gate)
        {
            var guild = world.Guild(id);
            if (request.Name is { } name)
            {
                structure.Rename(guild, name);
            }

            switch (request.Available)
            {
                case true:
                    greeter.Announce(guild);
                    break;
                case false:
                    structure.MakeUnavailable(guild);
                    break;
            }
        }

        return TypedResults.NoContent();
    }

    private static NoContent DeleteGuild(Snowflake id, DiscordWorld world, StructureOperations structure)
    {
        lock (world.Gate)
        {
            structure.Remove(world.Guild(id));
        }

        return TypedResults.NoContent();
    }

    private static PermissionOverwrite Overwrite(OverwriteRequest request) =>
        new(request.Id, request.Type == 1, Bits(request.Allow) ?? Permission.None, Bits(request.Deny) ?? Permission.None);

    private static Permission? Bits(string? text) => text is null ? null
        : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bits) ? (Permission)bits
        : throw DiscordException.InvalidForm("permissions", "NUMBER_TYPE_COERCE", "Permissions are a number in a string.");

    internal sealed record ChannelRequest(
        Snowflake? GuildId, string Name, string? Topic, Snowflake? ParentId, IReadOnlyList<OverwriteRequest>? Overwrites, ChannelType Type = ChannelType.Text);

    internal sealed record ChannelChangeRequest(
        string? Name, string? Topic, int? RateLimitPerUser, bool? Archived, IReadOnlyList<OverwriteRequest>? Overwrites);

    /// <summary>As Discord writes it: type 0 is a role, 1 a member.</summary>
    internal sealed record OverwriteRequest(Snowflake Id, int Type, string? Allow, string? Deny);

    internal sealed record RoleRequest(Snowflake? GuildId, string? Name, int? Position, string? Permissions);

    internal sealed record GuildRequest(string? Name, bool? Available);

    internal sealed record IdView(Snowflake Id);
}
