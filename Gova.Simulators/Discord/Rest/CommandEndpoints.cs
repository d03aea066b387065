using System.Text.Json.Nodes;
using Gova.Simulators.Discord.Interactions;
using Gova.Simulators.Discord.Json;
using Gova.Simulators.Discord.World;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Simulators.Discord.Rest;

/// <summary>The bot's commands, everywhere and per guild: list, add, change, replace all, remove.</summary>
internal static class CommandEndpoints
{
    private const int MostOfOneType = 100;

    public static void MapCommands(this IEndpointRouteBuilder api)
    {
        foreach (var root in (string[])["/applications/{applicationId}/commands", "/applications/{applicationId}/guilds/{guildId}/commands"])
        {
            api.MapGet(root, List);
            api.MapPost(root, AddAsync);
            api.MapPut(root, OverwriteAsync);
            api.MapGet($"{root}/{{commandId}}", Get);
            api.MapPatch($"{root}/{{commandId}}", ChangeAsync);
            api.MapDelete($"{root}/{{commandId}}", Remove);
        }
    }

    private static JsonArray List(Snowflake applicationId, HttpRequest request, DiscordWorld world, CommandRegistry commands)
    {
        lock (world.Gate)
        {
            return GuildJson.Array(commands.In(Scope(applicationId, request, world)).Select(command => command.ToJson(applicationId)));
        }
    }

    private static JsonObject Get(Snowflake applicationId, Snowflake commandId, HttpRequest request, DiscordWorld world, CommandRegistry commands)
    {
        lock (world.Gate)
        {
            return commands.Find(commandId, Scope(applicationId, request, world)).ToJson(applicationId);
        }
    }

    private static async Task<IResult> AddAsync(
        Snowflake applicationId, HttpRequest request, DiscordWorld world, CommandRegistry commands, CancellationToken cancellationToken)
    {
        var form = CommandForm.Read((await RequestBody.ReadAsync(request, cancellationToken)).Clone());
        lock (world.Gate)
        {
            var (command, created) = commands.Put(Scope(applicationId, request, world), form);
            return Results.Json(command.ToJson(applicationId), statusCode: created ? StatusCodes.Status201Created : StatusCodes.Status200OK);
        }
    }

    private static async Task<JsonArray> OverwriteAsync(
        Snowflake applicationId, HttpRequest request, DiscordWorld world, CommandRegistry commands, CancellationToken cancellationToken)
    {
        var list = await RequestBody.ReadListAsync(request, cancellationToken);
        var forms = list.Select((node, index) => CommandForm.Read(node, $"{index}")).ToList();
        EnsureDistinct(forms);
        lock (world.Gate)
        {
            return GuildJson.Array(commands.Overwrite(Scope(applicationId, request, world), forms).Select(command => command.ToJson(applicationId)));
        }
    }

    private static async Task<JsonObject> ChangeAsync(
        Snowflake applicationId, Snowflake commandId, HttpRequest request, DiscordWorld world, CommandRegistry commands, CancellationToken cancellationToken)
    {
        var changes = (await RequestBody.ReadAsync(request, cancellationToken)).Clone();
        lock (world.Gate)
        {
            var command = commands.Find(commandId, Scope(applicationId, request, world));
            var form = command.Form.DeepClone().AsObject();
            foreach (var (name, value) in changes)
            {
                form[name] = value?.DeepClone();
            }

            return commands.Change(command, CommandForm.Read(form)).ToJson(applicationId);
        }
    }

    private static NoContent Remove(Snowflake applicationId, Snowflake commandId, HttpRequest request, DiscordWorld world, CommandRegistry commands)
    {
        lock (world.Gate)
        {
            commands.Remove(commands.Find(commandId, Scope(applicationId, request, world)));
        }

        return TypedResults.NoContent();
    }

    /// <summary>The guild in the address, if there is one; only the bot's own application may be changed.</summary>
    private static Snowflake? Scope(Snowflake applicationId, HttpRequest request, DiscordWorld world)
    {
        if (applicationId != world.Bot.Id)
        {
            throw DiscordException.ForeignApplication;
        }

        return Snowflake.TryParse(request.RouteValues["guildId"] as string, out var guild) ? world.Guild(guild).Id : null;
    }

    private static void EnsureDistinct(List<JsonObject> forms)
    {
        var groups = forms.GroupBy(form => (int?)form["type"] ?? 1).ToList();
        if (groups.Any(group => group.Count() > MostOfOneType))
        {
            throw DiscordException.TooManyCommands;
        }

        if (groups.Any(group => group.Select(form => form["name"]!.ToString()).Distinct().Count() < group.Count()))
        {
            throw DiscordException.InvalidForm("name", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique");
        }
    }
}
