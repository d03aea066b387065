namespace Gova.Simulators.Discord.Gateway;

/// <summary>Which events a session asked for.</summary>
[Flags]
internal enum Intents
{
    None = 0,
    Guilds = 1 << 0,
    GuildMembers = 1 << 1,
    GuildModeration = 1 << 2,
    GuildPresences = 1 << 8,
    GuildMessages = 1 << 9,
    DirectMessages = 1 << 12,
    MessageContent = 1 << 15,
    AutoModerationExecution = 1 << 21,

    Privileged = GuildMembers | GuildPresences | MessageContent,

    /// <summary>Every bit that Discord documents: 0-16, 20, 21, 24, 25.</summary>
    Known = 0x1FFFF | (1 << 20) | (1 << 21) | (1 << 24) | (1 << 25),
}
