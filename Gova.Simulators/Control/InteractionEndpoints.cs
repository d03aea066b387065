using System.Text.Json;
using System.Text.Json.Nodes;
using Gova.Simulators.Discord.Interactions;
using Gova.Simulators.Discord.Json;
using Gova.Simulators.Discord.World;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Simulators.Control;

/// <summary>Users use commands, press buttons and fill modals in; and what the bot answered, even if only they see it.</summary>
internal static class InteractionEndpoints
{
    private static readonly Dictionary<string, JsonElement> NoOptions = [];

    public static void MapInteractions(this IEndpointRouteBuilder control)
    {
        control.MapPost("/interactions", Start);
        control.MapGet("/interactions", List);
        control.MapGet("/interactions/{id}", Get);
    }

    private static Results<Ok<InteractionView>, ValidationProblem> Start(
        InteractionRequest request, DiscordWorld world, Finder find, Gestures gestures, InteractionDesk desk)
    {
        lock (world.Gate)
        {
            if (request.ModalOf is { } opener)
            {
                return TypedResults.Ok(View(gestures.Submit(desk.Find(opener), request.Fields ?? []), world));
            }

            if (request.UserId is not { } user || request.Command is null == (request.CustomId is null || request.MessageId is null))
            {
                return Invalid.Field("user_id, command, custom_id, modal_of", "A user is needed who uses a command, or a message's custom_id; or modal_of.");
            }

            if (request.Command is { } command)
            {
                var channel = request.Direct ? world.DirectChannelTo(world.User(user)) : find.Channel(request.ChannelId, find.Guild(request.GuildId));
                var gesture = new CommandGesture(request.Options ?? NoOptions, request.TargetId, request.Focused, request.AllowedByStaff);
                return TypedResults.Ok(View(gestures.Use(Visible(channel, world.User(user)), command, gesture), world));
            }

            var message = desk.FindEphemeral(request.MessageId!.Value) ?? find.Message(request.MessageId.Value);
            return TypedResults.Ok(View(gestures.Press(Visible(message.Channel, world.User(user)), message, request.CustomId!, request.Values), world));
        }
    }

    private static InteractionsView List(DiscordWorld world, InteractionDesk desk, Snowflake? after)
    {
        lock (world.Gate)
        {
            return new InteractionsView([.. desk.All.Where(interaction => interaction.Id.CompareTo(after ?? default) > 0).Select(found => View(found, world))]);
        }
    }

    private static InteractionView Get(Snowflake id, DiscordWorld world, InteractionDesk desk)
    {
        lock (world.Gate)
        {
            return View(desk.Find(id), world);
        }
    }

    private static Place Visible(Channel channel, User user)
    {
        if (channel.Guild is { } guild)
        {
            PermissionCheck.Require(channel, guild.MemberOrThrow(user.Id), Permission.ViewChannel);
        }

        return new Place(channel, user);
    }

    private static InteractionView View(Interaction interaction, DiscordWorld world) => new(
        interaction.Id,
        (int)interaction.Type,
        interaction.User.Id,
        interaction.Callback is { } callback ? (int)callback : null,
        (interaction.AnsweredAt - interaction.CreatedAt)?.TotalMilliseconds,
        interaction.Callback is null && world.Now - interaction.CreatedAt > Interaction.AnswerWithin,
        interaction.Original is { } original ? Message(original) : null,
        [.. interaction.FollowUps.Select(Message)],
        interaction.Answer?.DeepClone().AsObject());

    private static JsonObject Message(Message message)
    {
        var data = MessageJson.Message(message);
        data["deleted"] = message.Deleted;
        return data;
    }

    /// <summary>A command by its name (<c>gova history</c>), a component of a message, or the fields of a modal.</summary>
    internal sealed record InteractionRequest(
        Snowflake? UserId,
        Snowflake? GuildId,
        Snowflake? ChannelId,
        string? Command,
        Dictionary<string, JsonElement>? Options,
        Snowflake? TargetId,
        string? Focused,
        string? CustomId,
        Snowflake? MessageId,
        IReadOnlyList<string>? Values,
        Snowflake? ModalOf,
        Dictionary<string, string>? Fields,
        bool Direct = false,
        bool AllowedByStaff = false);

    /// <summary>The answer's data is a modal's or the suggestions'; the messages are as the user sees them.</summary>
    internal sealed record InteractionView(
        Snowflake Id,
        int Type,
        Snowflake UserId,
        int? CallbackType,
        double? AnsweredAfterMs,
        bool Failed,
        JsonObject? Original,
        IReadOnlyList<JsonObject> FollowUps,
        JsonObject? Data);

    internal sealed record InteractionsView(IReadOnlyList<InteractionView> Interactions);
}
