using System.Net;
using Gova.Data.Actions;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;

namespace Gova.DiscordGateway.Actions;

/// <summary>Says in a human's words why Discord refused an action. Discord's 403 does not tell; the guild's roles do.</summary>
internal sealed class RefusalReason(IActionPreCheck preCheck)
{
    public async Task<string> ExplainAsync(ActionEvent action, IActionKind kind, DiscordApiException refusal, CancellationToken cancellationToken) =>
        refusal switch
        {
            { Code: DiscordErrorCode.UnknownMessage } => "Unknown message: it was deleted before.",
            { Code: DiscordErrorCode.InvalidForm } when refusal.Fields.Contains("message_reference") => "Unknown message: it was deleted before.",
            { Code: DiscordErrorCode.UnknownMember or DiscordErrorCode.UnknownUser } => "Unknown member: the author has left the server.",
            { Code: DiscordErrorCode.UnknownChannel } => "Unknown channel: it was deleted, or the bot cannot see it.",
            { Code: DiscordErrorCode.UnknownGuild } => "Unknown server: the bot is no longer in it.",
            { Code: DiscordErrorCode.UnknownBan } => "Unknown ban: nobody has banned that user.",
            { Code: DiscordErrorCode.UnknownRole } => "Unknown role: it was deleted.",
            { Code: DiscordErrorCode.InvalidRole } => "That role belongs to an integration or to everyone: nobody can give or take it.",
            { Status: HttpStatusCode.Unauthorized } => "Discord does not accept the bot token.",
            { Code: DiscordErrorCode.MissingAccess } => "Missing access: the bot cannot see that channel.",
            { Status: HttpStatusCode.Forbidden } =>
                await ObjectionAsync(action, cancellationToken) ?? $"Missing permission: {kind.Needs.Describe()}.",
            _ => refusal.Message,
        };

    /// <summary>It is refused, whether the reason can be found or not.</summary>
    private async Task<string?> ObjectionAsync(ActionEvent action, CancellationToken cancellationToken)
    {
        try
        {
            return await preCheck.ObjectionAsync(action, cancellationToken);
        }
        catch (Exception e) when (Trouble.IsTemporary(e) && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
