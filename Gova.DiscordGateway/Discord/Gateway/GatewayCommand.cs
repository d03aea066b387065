namespace Gova.DiscordGateway.Discord.Gateway;

/// <summary>What is sent to the gateway.</summary>
internal sealed record GatewayCommand<T>(Opcode Op, T D);

/// <param name="Shard">Shard id and count.</param>
internal sealed record IdentifyData(string Token, int Intents, IdentifyProperties Properties, IReadOnlyList<int> Shard);

internal sealed record IdentifyProperties(string Os, string Browser, string Device);

internal sealed record ResumeData(string Token, string SessionId, long Seq);

[Flags]
internal enum Intents
{
    Guilds = 1 << 0,
    GuildModeration = 1 << 2,
    GuildMessages = 1 << 9,
    MessageContent = 1 << 15,
}
