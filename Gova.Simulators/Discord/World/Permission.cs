namespace Gova.Simulators.Discord.World;

[Flags]
internal enum Permission : ulong
{
    None = 0,
    KickMembers = 1UL << 1,
    BanMembers = 1UL << 2,
    Administrator = 1UL << 3,
    ManageChannels = 1UL << 4,
    ManageGuild = 1UL << 5,
    AddReactions = 1UL << 6,
    ViewAuditLog = 1UL << 7,
    ViewChannel = 1UL << 10,
    SendMessages = 1UL << 11,
    ManageMessages = 1UL << 13,
    EmbedLinks = 1UL << 14,
    ReadMessageHistory = 1UL << 16,
    MentionEveryone = 1UL << 17,
    ManageRoles = 1UL << 28,
    UseApplicationCommands = 1UL << 31,
    ManageThreads = 1UL << 34,
    SendMessagesInThreads = 1UL << 38,
    ModerateMembers = 1UL << 40,
    All = (1UL << 53) - 1,

    Everyone = ViewChannel | SendMessages | SendMessagesInThreads | ReadMessageHistory | AddReactions | EmbedLinks | UseApplicationCommands,
    Moderator = KickMembers | BanMembers | ViewAuditLog | ManageMessages | ModerateMembers,
    Bot = Moderator | ManageRoles | ManageChannels | ManageGuild,
}
