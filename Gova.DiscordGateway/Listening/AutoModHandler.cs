using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Discord.Gateway;
using Gova.Messaging.Contracts;

namespace Gova.DiscordGateway.Listening;

/// <summary>Discord's own AutoMod acted on what a member wrote.</summary>
internal sealed class AutoModHandler(MessagePublisher publisher) : IGatewayEventHandler
{
    public IReadOnlyList<string> EventTypes => ["AUTO_MODERATION_ACTION_EXECUTION"];

    public Task HandleAsync(GatewayEvent received, CancellationToken cancellationToken)
    {
        var execution = received.Read(DiscordJson.Default.AutoModExecution);
        return publisher.PublishPlatformEventAsync(
            execution.GuildId,
            new AutoModExecutedEvent(
                MemberMessages.Platform, execution.GuildId, execution.RuleId, execution.UserId, execution.Action?.Type ?? 0,
                execution.RuleTriggerType, execution.ChannelId, execution.MessageId, execution.Content, execution.MatchedKeyword,
                execution.MatchedContent),
            cancellationToken);
    }
}
