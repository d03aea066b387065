using System.Globalization;
using Gova.DiscordGateway.Discord.Models;

namespace Gova.DiscordGateway.Commands;

/// <summary>All commands: as Discord registers them, and found by what an interaction names.</summary>
internal sealed class CommandCatalogue(IEnumerable<ICommand> commands)
{
    private const int InServers = 0;

    /// <summary>Under which the subcommands stand that have no command of their own.</summary>
    private const string GroupDescription = "Gova, the moderator of this server";

    private readonly Dictionary<(int Type, string Name), ICommand> _commands =
        commands.ToDictionary(command => (command.Info.Type, command.Info.Name));

    public ICommand? Find(InteractionData data, CommandOptions options) => data.Name is { } name
        ? _commands.GetValueOrDefault((data.Type ?? CommandType.Slash, options.Subcommand is { } sub ? $"{name} {sub}" : name))
        : null;

    /// <summary>Subcommands of one name become one command, shown to whoever may use the first of them.</summary>
    public IReadOnlyList<ApplicationCommand> Registrations =>
    [
        .. _commands.Values.Select(command => command.Info).GroupBy(info => (info.Type, Name: info.Name.Split(' ')[0]))
            .Select(group => group.First().Name.Contains(' ', StringComparison.Ordinal) && group.Key.Type == CommandType.Slash
                ? Group(group.Key.Name, [.. group])
                : Single(group.Single())),
    ];

    private static ApplicationCommand Group(string name, IReadOnlyList<CommandInfo> subcommands) => new(
        name, CommandType.Slash, GroupDescription,
        [
            .. subcommands.Select(info => new ApplicationCommandOption(
                info.Name.Split(' ')[1], OptionType.Subcommand, info.Description, Options: info.Options)),
        ],
        Bits(subcommands[0].Needed), [InServers]);

    private static ApplicationCommand Single(CommandInfo info) => new(
        info.Name, info.Type, info.Type == CommandType.Slash ? info.Description : null, info.Options, Bits(info.Needed), [InServers]);

    private static string? Bits(Permissions needed) =>
        needed == Permissions.None ? null : ((ulong)needed).ToString(CultureInfo.InvariantCulture);
}
