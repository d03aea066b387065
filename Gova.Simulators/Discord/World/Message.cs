using System.Text.Json.Nodes;

namespace Gova.Simulators.Discord.World;

internal enum MessageType
{
    Default = 0,
    ThreadCreated = 18,
    Reply = 19,
    ChatInputCommand = 20,
    ContextMenuCommand = 23,
}

internal sealed class Message
{
    public const int EphemeralFlag = 1 << 6;

    public required Snowflake Id { get; init; }
    public required Channel Channel { get; init; }
    public required User Author { get; init; }
    public required string Content { get; set; }
    public required DateTimeOffset Timestamp { get; init; }
    public MessageType Type { get; init; }
    public DateTimeOffset? EditedTimestamp { get; set; }
    public MessageTarget? Reference { get; init; }
    public JsonNode? Nonce { get; init; }
    public Snowflake? WebhookId { get; init; }
    public int Flags { get; set; }
    public IReadOnlyList<User> Mentions { get; set; } = [];
    public IReadOnlyList<Snowflake> MentionedRoles { get; set; } = [];
    public bool MentionsEveryone { get; set; }

    /// <summary>What the message carries beside its text.</summary>
    public MessageContents Contents { get; set; } = MessageContents.None;

    public bool Deleted { get; set; }

    /// <summary>For one user's eyes only: in no history and on no gateway.</summary>
    public bool IsEphemeral => (Flags & EphemeralFlag) != 0;

    /// <summary>What the generator meant the message to be (benign, rude, ...). Never on the wire.</summary>
    public string? Label { get; set; }
}

/// <summary>Everything but the text, as it goes over the wire.</summary>
internal sealed record MessageContents
{
    public static MessageContents None { get; } = new();

    public JsonArray? Embeds { get; init; }
    public JsonArray? Components { get; init; }
    public JsonArray? Attachments { get; init; }
    public JsonArray? Stickers { get; init; }
    public JsonArray? Snapshots { get; init; }
    public JsonObject? Poll { get; init; }
    public JsonObject? Interaction { get; init; }

    /// <summary>Whether there would be something to see without any text.</summary>
    public bool CanStandAlone => new[] { Embeds, Components, Attachments, Stickers, Snapshots }.Any(list => list is { Count: > 0 }) || Poll is not null;
}

/// <summary>What a reply points at; the message itself is missing when it never existed or is gone.</summary>
internal sealed record MessageTarget(Snowflake MessageId, Message? Message);

/// <summary>What a caller asks to have posted.</summary>
internal sealed record MessageDraft(string Content)
{
    /// <summary>Given only where the message must have the id of something else.</summary>
    public Snowflake? Id { get; init; }
    public MessageType? Type { get; init; }
    public MessageTarget? Reference { get; init; }
    public JsonNode? Nonce { get; init; }
    public bool EnforceNonce { get; init; }
    public int Flags { get; init; }
    public MessageContents Contents { get; init; } = MessageContents.None;
    public AllowedMentions Allowed { get; init; } = AllowedMentions.Everything;
    public Snowflake? WebhookId { get; init; }
    public string? Label { get; init; }
}

/// <summary>What a caller asks to have changed; what is absent stays.</summary>
internal sealed record MessageChange
{
    public string? Content { get; init; }
    public MessageContents? Contents { get; init; }
    public AllowedMentions Allowed { get; init; } = AllowedMentions.Everything;
    public int? Flags { get; init; }
}
