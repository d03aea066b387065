using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;

namespace Gova.DiscordGateway.Commands;

/// <summary>Runs what a user commands, if they may.</summary>
internal sealed class RunCommand(CommandCatalogue catalogue, GuildModerators moderators)
{
    /// <returns>What the user is told.</returns>
    /// <exception cref="CommandRefusedException">It cannot be done; the message says why.</exception>
    public async Task<string> HandleAsync(Interaction interaction, CancellationToken cancellationToken)
    {
        var (command, context) = await PrepareAsync(interaction, cancellationToken);
        return await command.HandleAsync(context, cancellationToken);
    }

    /// <summary>Suggestions for the option that the user is typing; none to those who may not use the command.</summary>
    public async Task<IReadOnlyList<CommandChoice>> SuggestAsync(Interaction interaction, CancellationToken cancellationToken)
    {
        var (command, context) = await PrepareAsync(interaction, cancellationToken);
        return command is ISuggestingCommand suggesting && context.Options.Typing is { } typed
            ? await suggesting.SuggestAsync(context, typed, cancellationToken)
            : [];
    }

    private async Task<(ICommand Command, CommandContext Context)> PrepareAsync(Interaction interaction, CancellationToken cancellationToken)
    {
        if (interaction is not { GuildId: { } guildId, Member: { User.Id: var userId } member, Data: { } data })
        {
            throw new CommandRefusedException("Gova's commands work in servers only.");
        }

        var options = new CommandOptions(data);
        var command = catalogue.Find(data, options)
            ?? throw new CommandRefusedException("Gova does not know this command any more; reload Discord.");
        var moderator = await moderators.FindAsync(guildId, cancellationToken);
        if (CommandPermissions.Objection(member, command.Info.Needed, moderator?.Configuration) is { } objection)
        {
            throw new CommandRefusedException(objection);
        }

        return (command, new CommandContext(interaction, guildId, userId, member, moderator, options));
    }
}
