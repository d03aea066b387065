using System.Text.Json.Nodes;
using Gova.Simulators.Discord.Interactions;
using Gova.Simulators.Discord.Json;
using Gova.Simulators.Discord.World;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Simulators.Discord.Rest;

/// <summary>Answers to interactions and what follows them. The token in the address is the permission, and the global limit does not count.</summary>
internal static class InteractionEndpoints
{
    private const string Webhook = "/webhooks/{applicationId}/{token}";
    private const string Original = "@original";

    public static void MapInteractions(this IEndpointRouteBuilder api)
    {
        var routes = api.MapGroup("").WithMetadata(new AnonymousRoute(), new OutsideGlobalLimit());
        routes.MapPost("/interactions/{interactionId}/{token}/callback", AnswerAsync);
        routes.MapPost(Webhook, FollowUpAsync);
        routes.MapGet($"{Webhook}/messages/{{message}}", Get);
        routes.MapPatch($"{Webhook}/messages/{{message}}", EditAsync);
        routes.MapDelete($"{Webhook}/messages/{{message}}", Delete);
    }

    private static async Task<Results<NoContent, Ok<JsonObject>>> AnswerAsync(
        Snowflake interactionId,
        string token,
        HttpRequest request,
        DiscordWorld world,
        InteractionDesk desk,
        Responder responder,
        CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync(request, cancellationToken);
        lock (world.Gate)
        {
            var interaction = desk.ForFirstAnswer(interactionId, token);
            responder.Answer(interaction, body);
            return request.Query["with_response"] == "true" ? TypedResults.Ok(InteractionJson.Confirmation(interaction)) : TypedResults.NoContent();
        }
    }

    private static async Task<JsonObject> FollowUpAsync(
        Snowflake applicationId,
        string token,
        HttpRequest request,
        DiscordWorld world,
        InteractionDesk desk,
        Responder responder,
        CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync(request, cancellationToken);
        lock (world.Gate)
        {
            return MessageJson.Message(responder.FollowUp(desk.ForFollowUp(applicationId, token), body));
        }
    }

    private static JsonObject Get(Snowflake applicationId, string token, string message, DiscordWorld world, InteractionDesk desk)
    {
        lock (world.Gate)
        {
            return MessageJson.Message(Find(desk.ForFollowUp(applicationId, token), message));
        }
    }

    private static async Task<JsonObject> EditAsync(
        Snowflake applicationId,
        string token,
        string message,
        HttpRequest request,
        DiscordWorld world,
        InteractionDesk desk,
        Responder responder,
        CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync(request, cancellationToken);
        lock (world.Gate)
        {
            return MessageJson.Message(responder.Edit(Find(desk.ForFollowUp(applicationId, token), message), body));
        }
    }

    private static NoContent Delete(
        Snowflake applicationId, string token, string message, DiscordWorld world, InteractionDesk desk, MessageOperations messages)
    {
        lock (world.Gate)
        {
            messages.Delete(Find(desk.ForFollowUp(applicationId, token), message));
        }

        return TypedResults.NoContent();
    }

    private static Message Find(Interaction interaction, string name)
    {
        var message = name == Original
            ? interaction.Original
            : interaction.Messages.FirstOrDefault(message => message.Id.ToString() == name);
        return message is { Deleted: false } ? message : throw DiscordException.UnknownMessage;
    }
}
