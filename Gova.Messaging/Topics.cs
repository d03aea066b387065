using Microsoft.Extensions.Configuration;

namespace Gova.Messaging;

/// <summary>The names of the Kafka topics, with this installation's prefix. Every topic has <see cref="Partitions"/> partitions.</summary>
public sealed class Topics
{
    /// <summary>Partitions of each topic: equal counts keep one community's messages and platform events on one worker.</summary>
    public const int Partitions = 12;

    /// <param name="prefix">Prepended to every name; isolates test runs and installations that share a broker.</param>
    /// <param name="moderators">Overrides the name of the moderators topic (<c>KAFKA_MODERATOR_EVENTS_TOPIC</c>).</param>
    public Topics(string prefix = "", string? moderators = null)
    {
        Messages = prefix + "gova.messages.v1";
        PlatformEvents = prefix + "gova.platform-events.v1";
        Moderators = prefix + (string.IsNullOrWhiteSpace(moderators) ? "gova.moderators.v1" : moderators);
        Actions = prefix + "gova.actions.v1";
        ActionResults = prefix + "gova.action-results.v1";
        Billing = prefix + "gova.billing.v1";
        DeadLetters = prefix + "gova.dead-letters.v1";
    }

    /// <summary>Messages created, edited and deleted; key = guild id.</summary>
    public string Messages { get; }

    /// <summary>Joins, leaves, bans, role changes; key = guild id.</summary>
    public string PlatformEvents { get; }

    /// <summary>Moderators started, stopped, paused and reconfigured; key = moderator id.</summary>
    public string Moderators { get; }

    /// <summary>Actions ready to be executed; key = guild id.</summary>
    public string Actions { get; }

    /// <summary>What became of actions; key = guild id.</summary>
    public string ActionResults { get; }

    /// <summary>Changes of pricing tier; key = user id.</summary>
    public string Billing { get; }

    /// <summary>Records that could not be handled, with the error.</summary>
    public string DeadLetters { get; }

    public IReadOnlyList<string> All => [Messages, PlatformEvents, Moderators, Actions, ActionResults, Billing, DeadLetters];

    internal static Topics From(IConfiguration configuration) =>
        new(configuration["Kafka:TopicPrefix"] ?? "", configuration["KAFKA_MODERATOR_EVENTS_TOPIC"]);
}
