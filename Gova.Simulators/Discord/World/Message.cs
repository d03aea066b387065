using System.Text.Json.Nodes;

namespace Gova.Simulators.Discord.World;

internal sealed class Message
{
    public required Snowflake Id { get; init; }
    public required Channel Channel { get; init; }
    public required User Author { get; init; }
    public required string Content { get; set; }
    public required DateTimeOffset Timestamp { get; init; }
    public DateTimeOffset? EditedTimestamp { get; set; }
    public MessageTarget? Reference { get; init; }
    public JsonNode? Nonce { get; init; }
    public Snowflake? WebhookId { get; init; }
    public JsonArray? Embeds { get; init; }
    public IReadOnlyList<User> Mentions { get; set; } = [];
    public bool MentionsEveryone { get; init; }
    public bool Deleted { get; set; }

    /// <summary>What the generator meant the message to be (benign, rude, ...). Never on the wire.</summary>
    public string? Label { get; set; }
}

/// <summary>What a reply points at; the message itself is missing when it never existed or is gone.</summary>
internal sealed record MessageTarget(Snowflake MessageId, Message? Message);

/// <summary>What a caller asks to have posted.</summary>
internal sealed record MessageDraft(string Content)
{
    public MessageTarget? Reference { get; init; }
    public JsonNode? Nonce { get; init; }
    public bool EnforceNonce { get; init; }
    public JsonArray? Embeds { get; init; }
    public AllowedMentions Allowed { get; init; } = AllowedMentions.Everything;
    public Snowflake? WebhookId { get; init; }
    public string? Label { get; init; }
}
