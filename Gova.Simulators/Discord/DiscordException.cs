using System.Text.Json.Nodes;

namespace Gova.Simulators.Discord;

/// <summary>A refusal with the status, code and words that Discord documents.</summary>
internal sealed class DiscordException(int status, int code, string message, JsonObject? errors = null) : Exception(message)
{
    public int Status { get; } = status;
    public int Code { get; } = code;
    public JsonObject? Errors { get; } = errors;

    public static DiscordException Unauthorized => new(401, 0, "401: Unauthorized");
    public static DiscordException NotFound => new(404, 0, "404: Not Found");
    public static DiscordException MethodNotAllowed => new(405, 0, "405: Method Not Allowed");
    public static DiscordException UnknownChannel => new(404, 10003, "Unknown Channel");
    public static DiscordException UnknownGuild => new(404, 10004, "Unknown Guild");
    public static DiscordException UnknownMember => new(404, 10007, "Unknown Member");
    public static DiscordException UnknownMessage => new(404, 10008, "Unknown Message");
    public static DiscordException UnknownRole => new(404, 10011, "Unknown Role");
    public static DiscordException UnknownUser => new(404, 10013, "Unknown User");
    public static DiscordException UnknownWebhook => new(404, 10015, "Unknown Webhook");
    public static DiscordException UnknownBan => new(404, 10026, "Unknown Ban");
    public static DiscordException UnknownInteraction => new(404, 10062, "Unknown interaction");
    public static DiscordException UnknownCommand => new(404, 10063, "Unknown application command");
    public static DiscordException ForeignApplication => new(403, 20012, "You are not authorized to perform this action on this application");
    public static DiscordException TooManyCommands => new(400, 30032, "Maximum number of application commands reached (100)");
    public static DiscordException AlreadyAcknowledged => new(400, 40060, "Interaction has already been acknowledged.");
    public static DiscordException MissingAccess => new(403, 50001, "Missing Access");
    public static DiscordException NotInDirectMessages => new(400, 50003, "Cannot execute action on a DM channel");
    public static DiscordException CannotEditOthersMessage => new(403, 50005, "Cannot edit a message authored by another user");
    public static DiscordException EmptyMessage => new(400, 50006, "Cannot send an empty message");
    public static DiscordException CannotMessageUser => new(403, 50007, "Cannot send messages to this user");
    public static DiscordException NotATextChannel => new(400, 50008, "Cannot send messages in a non-text channel");
    public static DiscordException MissingPermissions => new(403, 50013, "Missing Permissions");
    public static DiscordException BulkDeleteCount =>
        new(400, 50016, "Provided too few or too many messages to delete. Must provide at least 2 and fewer than 100 messages to delete");

    public static DiscordException WrongChannelType => new(400, 50024, "Cannot execute action on this channel type");
    public static DiscordException InvalidWebhookToken => new(401, 50027, "Invalid Webhook Token");
    public static DiscordException InvalidRole => new(400, 50028, "Invalid Role");
    public static DiscordException InvalidRecipient => new(400, 50033, "Invalid Recipient(s)");
    public static DiscordException BulkDeleteTooOld => new(400, 50034, "You can only bulk delete messages that are under 14 days old.");
    public static DiscordException InvalidJson => new(400, 50109, "The request body contains invalid JSON.");

    public static DiscordException BulkBanFailed => new(400, 500_000, "Failed to ban users");

    /// <summary>A form error at a dotted path, such as <c>message_reference.message_id</c>.</summary>
    public static DiscordException InvalidForm(string path, string errorCode, string message)
    {
        var node = new JsonObject { ["_errors"] = new JsonArray(new JsonObject { ["code"] = errorCode, ["message"] = message }) };
        foreach (var part in path.Split('.').Reverse())
        {
            node = new JsonObject { [part] = node };
        }

        return new(400, 50035, "Invalid Form Body", node);
    }

    public JsonObject ToBody()
    {
        var body = new JsonObject { ["message"] = Message, ["code"] = Code };
        if (Errors is not null)
        {
            body["errors"] = Errors.DeepClone();
        }

        return body;
    }
}
