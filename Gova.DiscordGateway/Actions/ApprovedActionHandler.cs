using Gova.Messaging;
using Gova.Messaging.Contracts;

namespace Gova.DiscordGateway.Actions;

/// <summary>
/// Reads the actions topic. A record only says that an action waits in Postgres, so a batch is durable as it is: Discord is
/// called outside of it.
/// </summary>
internal sealed class ApprovedActionHandler(ActionQueues queues) : IRecordHandler
{
    public static ConsumerSettings Settings(Topics topics) => new("gova-gateway", [topics.Actions]) { MaxBatch = 100 };

    public Task HandleAsync(IReadOnlyList<Record> batch, CancellationToken cancellationToken)
    {
        foreach (var record in batch.Where(IsApproval))
        {
            var approved = Envelope.Deserialize<ActionApprovedEvent>(record.Value).Data;
            queues.Add(approved.GuildId, approved.ActionId);
        }

        return Task.CompletedTask;
    }

    /// <summary>Other types on the topic are a newer version's.</summary>
    private static bool IsApproval(Record record) => Envelope.ReadType(record.Value) == nameof(ActionApprovedEvent);
}
