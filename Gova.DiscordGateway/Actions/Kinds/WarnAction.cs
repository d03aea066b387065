using System.Globalization;
using System.Net;
using Gova.Data.Actions;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;
using Gova.Messaging;
using Gova.Moderation.Policy;

namespace Gova.DiscordGateway.Actions.Kinds;

/// <summary>Tells the member in private; where that is not possible, in the channel, with a mention of that member only.</summary>
internal sealed class WarnAction(DiscordRestClient rest, FindOwnMessage messages) : IActionKind
{
    public ActionType Type => ActionType.Warn;

    public Permissions Needs => Permissions.SendMessages;

    public async Task<ActionResult?> PerformAsync(ActionEvent action, ActionResult? prepared, CancellationToken cancellationToken)
    {
        var content = ActionParameters.Content(action, Type);
        var nonce = ActionNonce.Of(action.ActionId);
        try
        {
            var direct = await rest.OpenDirectChannelAsync(TargetUser.Of(action), cancellationToken);
            return await PostAsync(direct.Id, new(content, AllowedMentions: AllowedMentions.None, Nonce: nonce, EnforceNonce: true), cancellationToken);
        }
        catch (DiscordApiException e) when (IsUnreachable(e) && !ActionParameters.IsPrivateOnly(action))
        {
            var channel = action.ChannelId
                ?? throw new InvalidParametersException("The member takes no direct messages, and the action names no channel to warn in.");
            return await PostAsync(
                channel,
                new(InChannel(action, content), AllowedMentions: new([], RepliedUser: false, [action.PlatformUserId]), Nonce: nonce, EnforceNonce: true),
                cancellationToken);
        }
    }

    public async Task<Finding> LookAsync(ActionEvent action, ActionResult? prepared, CancellationToken cancellationToken)
    {
        var content = ActionParameters.Content(action, Type);
        var since = Snowflake.At(action.UpdatedAt - FindAuditEntry.ClockSkew);
        var inPrivate = await LookInPrivateAsync(action, content, since, cancellationToken);
        return inPrivate.Evidence == Evidence.NotDone && action.ChannelId is { } channel
            ? await messages.LookAsync(channel, since, InChannel(action, content), null, cancellationToken)
            : inPrivate;
    }

    private async Task<Finding> LookInPrivateAsync(ActionEvent action, string content, long since, CancellationToken cancellationToken)
    {
        try
        {
            var direct = await rest.OpenDirectChannelAsync(TargetUser.Of(action), cancellationToken);
            return await messages.LookAsync(direct.Id, since, content, null, cancellationToken);
        }
        catch (DiscordApiException e) when (IsUnreachable(e))
        {
            return Finding.NotDone;
        }
    }

    private async Task<ActionResult?> PostAsync(long channelId, RichMessage message, CancellationToken cancellationToken) =>
        new(ChannelId: channelId, MessageId: (await rest.PostMessageAsync(channelId, message, cancellationToken)).Id);

    private static bool IsUnreachable(DiscordApiException e) =>
        e.Status == HttpStatusCode.Forbidden || e.Code is DiscordErrorCode.CannotMessageUser or DiscordErrorCode.NoMutualGuilds;

    private static string InChannel(ActionEvent action, string content)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"<@{TargetUser.Of(action)}> {content}");
        if (text.Length <= ActionParams.MaxContent)
        {
            return text;
        }

        return text[..(char.IsHighSurrogate(text[ActionParams.MaxContent - 1]) ? ActionParams.MaxContent - 1 : ActionParams.MaxContent)];
    }
}
