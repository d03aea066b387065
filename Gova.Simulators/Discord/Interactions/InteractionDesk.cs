using System.Collections.Concurrent;
using Gova.Simulators.Discord.Gateway;
using Gova.Simulators.Discord.Json;
using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Discord.Interactions;

/// <summary>Sends interactions to the bot and knows which of them may still be answered. Callers hold the world's lock.</summary>
internal sealed class InteractionDesk(DiscordWorld world, EventDispatcher events)
{
    private readonly ConcurrentDictionary<Snowflake, Interaction> interactions = [];

    public IEnumerable<Interaction> All => interactions.Values.OrderBy(interaction => interaction.Id);

    public Interaction Find(Snowflake id) => interactions.GetValueOrDefault(id) ?? throw DiscordException.UnknownInteraction;

    /// <summary>A message that only the answers hold, because nobody but one user sees it.</summary>
    public Message? FindEphemeral(Snowflake id) =>
        interactions.Values.SelectMany(interaction => interaction.Messages).FirstOrDefault(message => message.Id == id && !message.Deleted);

    public void Send(Interaction interaction)
    {
        interactions[interaction.Id] = interaction;
        var data = InteractionJson.Event(interaction, world);
        events.Publish(new GatewayEvent("INTERACTION_CREATE", () => data) { Guild = interaction.Channel.Guild });
    }

    /// <summary>The interaction, if its first answer is still allowed: within three seconds and only once.</summary>
    public Interaction ForFirstAnswer(Snowflake id, string token)
    {
        var interaction = Find(id);
        if (interaction.Token != token || world.Now - interaction.CreatedAt > Interaction.AnswerWithin)
        {
            throw DiscordException.UnknownInteraction;
        }

        return interaction.Callback is null ? interaction : throw DiscordException.AlreadyAcknowledged;
    }

    /// <summary>The answered interaction of a token that has not expired.</summary>
    public Interaction ForFollowUp(Snowflake application, string token)
    {
        var interaction = interactions.Values.FirstOrDefault(interaction => interaction.Token == token);
        if (application != world.Bot.Id || interaction is not { Callback: not null })
        {
            throw DiscordException.UnknownWebhook;
        }

        return world.Now - interaction.CreatedAt <= Interaction.TokenLife ? interaction : throw DiscordException.InvalidWebhookToken;
    }
}
