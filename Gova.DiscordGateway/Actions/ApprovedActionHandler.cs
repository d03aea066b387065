using Gova.Messaging;
using Gova.Messaging.Contracts;

namespace Gova.DiscordGateway.Actions;

/// <summary>Reads the actions topic. One server's actions run in order, servers side by side.</summary>
internal sealed class ApprovedActionHandler(ExecuteAction execute) : IRecordHandler
{
    private const int ServersAtOnce = 16;

    public static ConsumerSettings Settings(Topics topics) => new("gova-gateway", [topics.Actions]) { MaxBatch = 100 };

    public Task HandleAsync(IReadOnlyList<Record> batch, CancellationToken cancellationToken)
    {
        var servers = batch.Where(IsApproval)
            .Select(record => Envelope.Deserialize<ActionApprovedEvent>(record.Value).Data)
            .GroupBy(approved => approved.GuildId);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = ServersAtOnce, CancellationToken = cancellationToken };
        return Parallel.ForEachAsync(servers, parallel, async (actions, stop) =>
        {
            foreach (var approved in actions)
            {
                await execute.ExecuteAsync(approved.ActionId, stop);
            }
        });
    }

    /// <summary>Other types on the topic are a newer version's.</summary>
    private static bool IsApproval(Record record) => Envelope.ReadType(record.Value) == nameof(ActionApprovedEvent);
}
