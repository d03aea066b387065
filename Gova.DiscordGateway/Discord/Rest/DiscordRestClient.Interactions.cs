using System.Net;
using Gova.DiscordGateway.Discord.Models;

namespace Gova.DiscordGateway.Discord.Rest;

/// <content>Commands, and answers to those who use them.</content>
internal sealed partial class DiscordRestClient
{
    public Task<DiscordApplication> GetApplicationAsync(CancellationToken cancellationToken) =>
        GetAsync(
            new RestCall(HttpMethod.Get, "GET applications/@me", 0, "applications/@me"),
            InteractionJson.Default.DiscordApplication, cancellationToken);

    public Task<IReadOnlyList<ApplicationCommand>> GetCommandsAsync(long applicationId, CancellationToken cancellationToken) =>
        GetAsync(
            new RestCall(HttpMethod.Get, "GET applications/commands", 0, $"applications/{applicationId}/commands"),
            InteractionJson.Default.IReadOnlyListApplicationCommand, cancellationToken);

    /// <summary>Replaces all of the application's commands in all servers.</summary>
    public Task OverwriteCommandsAsync(
        long applicationId, IReadOnlyList<ApplicationCommand> commands, CancellationToken cancellationToken) =>
        SendAsync(
            new RestCall(HttpMethod.Put, "PUT applications/commands", 0, $"applications/{applicationId}/commands")
                .With(commands, InteractionJson.Default.IReadOnlyListApplicationCommand),
            cancellationToken);

    /// <summary>The first answer to an interaction, due within 3 s.</summary>
    /// <returns>False when Discord does not want it: it has one already, or it is too late.</returns>
    public async Task<bool> AnswerAsync(Interaction interaction, InteractionCallback answer, CancellationToken cancellationToken)
    {
        var call = new RestCall(
            HttpMethod.Post, "POST interactions/callback", interaction.Id, $"interactions/{interaction.Id}/{interaction.Token}/callback")
        {
            IsInteraction = true,
        };
        try
        {
            await SendAsync(call.With(answer, InteractionJson.Default.InteractionCallback), cancellationToken);
            return true;
        }
        catch (DiscordApiException e) when (e.Code == DiscordErrorCode.AlreadyAcknowledged)
        {
            // After a lost answer it was our own first try that got there.
            return e.AfterLostAnswer;
        }
        catch (DiscordApiException e) when (e.Code == DiscordErrorCode.UnknownInteraction || e.Status == HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    /// <summary>Replaces what <see cref="InteractionCallback.Defer"/> has put there.</summary>
    public Task EditAnswerAsync(Interaction interaction, RichMessage message, CancellationToken cancellationToken) =>
        SendAsync(
            new RestCall(
                HttpMethod.Patch, "PATCH webhooks/messages/@original", interaction.Id,
                $"webhooks/{interaction.ApplicationId}/{interaction.Token}/messages/@original")
            {
                IsInteraction = true,
            }.With(message, InteractionJson.Default.RichMessage),
            cancellationToken);
}
