using System.Text.Json.Nodes;

namespace Gova.Simulators.Llm;

internal sealed record LoggedRequest(int Number, DateTimeOffset Time, string Path, string? Fault, JsonObject Body);

/// <summary>How often the model was asked, and the latest requests.</summary>
internal sealed class RequestLog(TimeProvider time)
{
    private const int Kept = 200;
    private readonly Lock gate = new();
    private readonly Queue<LoggedRequest> latest = new();
    private int count;

    public void Add(string path, JsonObject body, LlmFault? fault)
    {
        lock (gate)
        {
            count++;
            latest.Enqueue(new LoggedRequest(count, time.GetUtcNow(), path, fault?.ToString(), body));
            if (latest.Count > Kept)
            {
                latest.Dequeue();
            }
        }
    }

    public (int Count, IReadOnlyList<LoggedRequest> Latest) Read()
    {
        lock (gate)
        {
            return (count, [.. latest]);
        }
    }
}
