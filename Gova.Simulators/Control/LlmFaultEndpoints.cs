using Gova.Simulators.Llm;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Simulators.Control;

/// <summary>Makes the model slow or faulty, and shows what it was asked.</summary>
internal static class LlmFaultEndpoints
{
    public static void MapLlmFaults(this IEndpointRouteBuilder control)
    {
        control.MapGet("/llm", Get);
        control.MapPut("/llm", Set);
        control.MapGet("/llm/requests", GetRequests);
    }

    private static LlmView Get(LlmFaults faults) => new(faults.LatencyMs, faults.JitterMs, faults.RetryAfterSeconds, faults.Rules);

    /// <summary>Absent members stay as they are; <c>"faults": {}</c> heals the model.</summary>
    private static Results<Ok<LlmView>, ValidationProblem> Set(LlmRequest request, LlmFaults faults)
    {
        var impossible = request.Faults?.Values.Any(rule => rule.Next < 0 || rule.Probability is < 0 or > 1) == true;
        if (impossible || request.LatencyMs < 0 || request.JitterMs is < 0 or int.MaxValue)
        {
            return Invalid.Field("latency_ms, jitter_ms, faults", "Times and next must not be negative, probabilities lie between 0 and 1.");
        }

        faults.LatencyMs = request.LatencyMs ?? faults.LatencyMs;
        faults.JitterMs = request.JitterMs ?? faults.JitterMs;
        faults.RetryAfterSeconds = request.RetryAfterSeconds ?? faults.RetryAfterSeconds;
        if (request.Faults is { } rules)
        {
            faults.Clear();
            foreach (var (fault, rule) in rules)
            {
                faults.Set(fault, rule);
            }
        }

        return TypedResults.Ok(Get(faults));
    }

    private static RequestsView GetRequests(RequestLog log)
    {
        var (count, latest) = log.Read();
        return new RequestsView(count, latest.Count > 0 ? latest[^1] : null, latest);
    }

    internal sealed record LlmRequest(int? LatencyMs, int? JitterMs, int? RetryAfterSeconds, Dictionary<LlmFault, FaultRule>? Faults);

    internal sealed record LlmView(int LatencyMs, int JitterMs, int RetryAfterSeconds, IReadOnlyDictionary<LlmFault, FaultRule> Faults);

    internal sealed record RequestsView(int Count, LoggedRequest? Last, IReadOnlyList<LoggedRequest> Latest);
}
