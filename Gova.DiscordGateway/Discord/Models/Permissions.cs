namespace Gova.DiscordGateway.Discord.Models;

/// <summary>Discord's permission bits. Bits without a name here are kept as they came.</summary>
[Flags]
internal enum Permissions : ulong
{
    None = 0,
    CreateInstantInvite = 1UL << 0,
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
    AttachFiles = 1UL << 15,
    ReadMessageHistory = 1UL << 16,
    MentionEveryone = 1UL << 17,
    Connect = 1UL << 20,
    Speak = 1UL << 21,
    ManageNicknames = 1UL << 27,
    ManageRoles = 1UL << 28,
    ManageWebhooks = 1UL << 29,
    UseApplicationCommands = 1UL << 31,
    ManageThreads = 1UL << 34,
    CreatePublicThreads = 1UL << 35,
    CreatePrivateThreads = 1UL << 36,
    SendMessagesInThreads = 1UL << 38,
    ModerateMembers = 1UL << 40,

    /// <summary>Every bit: what owners and administrators have.</summary>
    All = ulong.MaxValue,
}

/// <summary>Asking and naming permissions.</summary>
internal static class PermissionsExtensions
{
    public static bool Has(this Permissions permissions, Permissions wanted) => (permissions & wanted) == wanted;

    /// <summary>The names that Discord's settings show, e.g. <c>Moderate Members and Manage Messages</c>.</summary>
    public static string Describe(this Permissions permissions) => string.Join(
        " and ",
        Enum.GetValues<Permissions>().Where(bit => ulong.IsPow2((ulong)bit) && permissions.Has(bit)).Select(NameOf));

    /// <summary>The bit's name with spaces before its inner capitals; Discord's settings call some differently.</summary>
    private static string NameOf(Permissions bit) => bit switch
    {
        Permissions.ManageGuild => "Manage Server",
        Permissions.SendMessagesInThreads => "Send Messages in Threads",
        _ => string.Concat(bit.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? $" {c}" : $"{c}")),
    };
}
