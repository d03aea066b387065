using Gova.DiscordGateway.Discord.Models;

namespace Gova.DiscordGateway.Commands.Members;

/// <summary>Options that several commands have.</summary>
internal static class CommandOption
{
    public const string User = "user";
    public const string Reason = "reason";
    public const string Duration = "duration";

    /// <summary>What fits into the audit log.</summary>
    private const int MaxReason = 512;

    public static ApplicationCommandOption Person(string description, bool required = true) =>
        new(User, OptionType.User, description, required);

    public static ApplicationCommandOption Why(string description = "Why; kept with the action and shown in the audit log", int max = MaxReason) =>
        new(Reason, OptionType.Text, description, Required: true, MaxLength: max);

    public static ApplicationCommandOption HowLong(string description, bool required) =>
        new(Duration, OptionType.Text, description, required, MaxLength: 20);
}
