using System.Text.Json.Nodes;
using Gova.Simulators.Discord.Rest;
using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Discord.Interactions;

/// <summary>Turns the bot's answers into messages: public ones in the channel, ephemeral ones for one pair of eyes. Callers hold the world's lock.</summary>
internal sealed class Responder(DiscordWorld world, MessageOperations messages)
{
    private const int LoadingFlag = 1 << 7;
    private const int MaxChoices = 25;

    public void Answer(Interaction interaction, RequestBody body)
    {
        var type = (CallbackType)(body.Integer("type") ?? 0);
        EnsureFits(interaction, type);
        var data = body.Object("data") ?? new RequestBody([]);
        switch (type)
        {
            case CallbackType.Message:
                interaction.Original = Post(interaction, MessageForm.Read(data, interaction.Channel));
                break;
            case CallbackType.DeferredMessage:
                var ephemeral = (data.Integer("flags") ?? 0) & Message.EphemeralFlag;
                interaction.Original = Post(interaction, new MessageDraft("") { Flags = LoadingFlag | ephemeral });
                break;
            case CallbackType.DeferredUpdate:
                interaction.Original = interaction.Source;
                break;
            case CallbackType.Update:
                interaction.Original = Edit(interaction.Source!, data);
                break;
            case CallbackType.AutocompleteResult:
                interaction.Answer = Choices(data);
                break;
            default:
                ComponentsForm.ReadModal(data);
                interaction.Answer = data.Clone();
                break;
        }

        (interaction.Callback, interaction.AnsweredAt) = (type, world.Now);
    }

    /// <summary>The first follow-up after a deferral takes the place of what was promised.</summary>
    public Message FollowUp(Interaction interaction, RequestBody body)
    {
        if (interaction.Original is { } promised && (promised.Flags & LoadingFlag) != 0)
        {
            return Edit(promised, body);
        }

        var message = Post(interaction, MessageForm.Read(body, interaction.Channel));
        interaction.FollowUps.Add(message);
        return message;
    }

    public Message Edit(Message message, RequestBody body)
    {
        var change = MessageForm.ReadChange(body, message) with { Flags = message.Flags & ~LoadingFlag };
        return messages.Edit(message, change);
    }

    private Message Post(Interaction interaction, MessageDraft draft)
    {
        var answer = draft with
        {
            WebhookId = world.Bot.Id,
            Type = Kind(interaction),
            Contents = draft.Contents with { Interaction = Metadata(interaction) },
        };
        return messages.Post(interaction.Channel, world.Bot, answer).Message;
    }

    private static MessageType Kind(Interaction interaction) => interaction.Type switch
    {
        InteractionType.Command when (int?)interaction.Data["type"] is 2 or 3 => MessageType.ContextMenuCommand,
        InteractionType.Command => MessageType.ChatInputCommand,
        _ => MessageType.Default,
    };

    private static JsonObject Metadata(Interaction interaction) => new()
    {
        ["id"] = interaction.Id,
        ["type"] = (int)interaction.Type,
        ["user"] = Json.UserJson.User(interaction.User),
        ["authorizing_integration_owners"] = new JsonObject { ["0"] = interaction.Channel.Guild?.Id.ToString() ?? "0" },
    };

    private static void EnsureFits(Interaction interaction, CallbackType type)
    {
        var fits = type switch
        {
            CallbackType.Message or CallbackType.DeferredMessage => interaction.Type != InteractionType.Autocomplete,
            CallbackType.DeferredUpdate or CallbackType.Update => interaction.Source is not null,
            CallbackType.AutocompleteResult => interaction.Type == InteractionType.Autocomplete,
            CallbackType.Modal => interaction.Type is InteractionType.Command or InteractionType.Component,
            _ => false,
        };
        if (!fits)
        {
            throw DiscordException.InvalidForm("type", "BASE_TYPE_CHOICES", "This interaction cannot be answered with that type.");
        }
    }

    private static JsonObject Choices(RequestBody data)
    {
        foreach (var choice in new FormCheck("data", data.Clone()).List("choices", MaxChoices))
        {
            choice.Text("name", most: 100, required: true);
        }

        return data.Clone();
    }
}
