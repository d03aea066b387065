using Gova.DiscordGateway.Discord.Models;

namespace Gova.DiscordGateway.Commands;

/// <summary>A command that people use in Discord, one class each.</summary>
internal interface ICommand
{
    CommandInfo Info { get; }

    /// <summary>Runs after Discord was told to wait, with the user's permission checked.</summary>
    /// <returns>What the user is told; nobody else sees it.</returns>
    /// <exception cref="CommandRefusedException">It cannot be done; the message says why.</exception>
    Task<string> HandleAsync(CommandContext context, CancellationToken cancellationToken);
}

/// <summary>A command with an option whose values it suggests while the user types.</summary>
internal interface ISuggestingCommand : ICommand
{
    /// <param name="typed">What the user has typed so far.</param>
    Task<IReadOnlyList<Discord.Rest.CommandChoice>> SuggestAsync(CommandContext context, string typed, CancellationToken cancellationToken);
}

/// <summary>How a command looks in Discord.</summary>
/// <param name="Name">A slash command's name without the slash; with a space the second word is a subcommand.</param>
/// <param name="Needed">Permission to use it; none is needed by everyone's commands.</param>
/// <param name="Type">See <see cref="CommandType"/>.</param>
internal sealed record CommandInfo(
    string Name,
    string Description,
    Permissions Needed,
    IReadOnlyList<ApplicationCommandOption>? Options = null,
    int Type = CommandType.Slash);

/// <summary>What a command is asked to do cannot be done. The message is for the user.</summary>
internal sealed class CommandRefusedException(string message) : Exception(message);
