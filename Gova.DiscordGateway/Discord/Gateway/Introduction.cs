namespace Gova.DiscordGateway.Discord.Gateway;

/// <summary>How a connection says who it is: with a session to resume, or as a new one.</summary>
/// <param name="turn">The right to identify, which a new session needs.</param>
internal sealed class Introduction(string token, PresenceData? presence, IdentifyGate.Turn? turn)
{
    /// <summary>No direct messages: what members tell the bot in private is not moderated, so it is not asked for.</summary>
    private const Intents Wanted = Intents.Guilds | Intents.GuildMembers | Intents.GuildModeration | Intents.GuildMessages
        | Intents.MessageContent | Intents.AutoModerationExecution;
    private static readonly IdentifyProperties Self = new("linux", "gova", "gova");

    public async Task SendAsync(GatewaySender sender, GatewaySession session, CancellationToken cancellationToken)
    {
        if (session.Id is { } id)
        {
            await sender.SendAsync(
                new GatewayCommand<ResumeData>(Opcode.Resume, new ResumeData(token, id, session.Received)),
                DiscordJson.Default.GatewayCommandResumeData, cancellationToken);
            return;
        }

        var identify = new IdentifyData(token, (int)Wanted, Self, [session.Shard.Id, session.Shard.Count], presence);
        await sender.SendAsync(
            new GatewayCommand<IdentifyData>(Opcode.Identify, identify), DiscordJson.Default.GatewayCommandIdentifyData, cancellationToken);
        turn?.Identified();
    }
}
