using System.Text.Json.Nodes;
using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Discord.Interactions;

internal enum InteractionType
{
    Command = 2,
    Component = 3,
    Autocomplete = 4,
    ModalSubmit = 5,
}

internal enum CallbackType
{
    Message = 4,
    DeferredMessage = 5,
    DeferredUpdate = 6,
    Update = 7,
    AutocompleteResult = 8,
    Modal = 9,
}

/// <summary>One thing a user did to the bot's commands, buttons or modals, and what it was answered with.</summary>
internal sealed class Interaction
{
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(3);
    public static readonly TimeSpan TokenLife = TimeSpan.FromMinutes(15);

    public required Snowflake Id { get; init; }
    public required InteractionType Type { get; init; }
    public required Channel Channel { get; init; }
    public required User User { get; init; }
    public required JsonObject Data { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public string Token { get; } = Guid.NewGuid().ToString("N");

    /// <summary>The message whose button was pressed, or whose button opened the modal.</summary>
    public Message? Source { get; init; }

    public CallbackType? Callback { get; set; }
    public DateTimeOffset? AnsweredAt { get; set; }

    /// <summary>The data of a modal or of autocomplete choices.</summary>
    public JsonObject? Answer { get; set; }

    public Message? Original { get; set; }
    public List<Message> FollowUps { get; } = [];

    /// <summary>A modal takes its form from the answer that opened it.</summary>
    public bool HasModal => Callback == CallbackType.Modal;

    public IEnumerable<Message> Messages => Original is null ? FollowUps : FollowUps.Prepend(Original);
}
