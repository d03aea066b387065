using System.Text.Json.Nodes;
using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Discord.Interactions;

/// <summary>The bot's commands, everywhere or in one guild. Callers hold the world's lock.</summary>
internal sealed class CommandRegistry(DiscordWorld world)
{
    private readonly Dictionary<Snowflake, Command> commands = [];

    public IEnumerable<Command> In(Snowflake? guild) => commands.Values.Where(command => command.GuildId == guild).OrderBy(command => command.Id);

    public Command Find(Snowflake id, Snowflake? guild) =>
        commands.GetValueOrDefault(id) is { } command && command.GuildId == guild ? command : throw DiscordException.UnknownCommand;

    /// <summary>What a user of that guild finds under the name; the guild's own command comes first.</summary>
    public Command? Usable(string name, Snowflake? guild) =>
        commands.Values.Where(command => command.Name == name && (command.GuildId is null || command.GuildId == guild)).MaxBy(command => command.GuildId is not null);

    /// <summary>A command of the same name and kind is replaced and keeps its id.</summary>
    public (Command Command, bool Created) Put(Snowflake? guild, JsonObject form)
    {
        var (type, name) = ((CommandType)((int?)form["type"] ?? 1), form["name"]!.ToString());
        var earlier = In(guild).FirstOrDefault(command => command.Type == type && command.Name == name);
        var command = new Command(earlier?.Id ?? world.NextId(), guild, type, name, world.NextId(), form);
        commands[command.Id] = command;
        return (command, earlier is null);
    }

    public Command Change(Command command, JsonObject form)
    {
        var changed = command with { Name = form["name"]!.ToString(), Form = form, Version = world.NextId() };
        commands[command.Id] = changed;
        return changed;
    }

    public void Remove(Command command) => commands.Remove(command.Id);

    public IReadOnlyList<Command> Overwrite(Snowflake? guild, IReadOnlyList<JsonObject> forms)
    {
        var kept = forms.Select(form => Put(guild, form).Command).ToList();
        foreach (var gone in In(guild).Where(command => kept.TrueForAll(wanted => wanted.Id != command.Id)).ToList())
        {
            Remove(gone);
        }

        return kept;
    }
}
