using System.Text.Json.Nodes;

namespace Gova.Tests.Simulators.Stripe;

/// <summary>A request to Stripe: its parameters as they were sent, in the body or in the query.</summary>
internal sealed record StripeRequest(string Method, string Path, string Form);

/// <summary>
/// Stripe's published schema of the pinned api version, as the types of Stripe's own library tell it: an opinion on requests and
/// answers that is not ours.
/// </summary>
internal static class StripeSchema
{
    /// <summary>What Stripe does not document of these requests: names, nesting, types and choices; and what it asks for and is missing.</summary>
    public static Task<IReadOnlyList<string>> ComplaintsAsync(params IReadOnlyList<StripeRequest> calls) =>
        AskAsync(new { calls }, index => $"{calls[index].Method} {calls[index].Path}: ");

    /// <summary>What Stripe does not document of these objects, and what they lack.</summary>
    public static Task<IReadOnlyList<string>> ComplaintsOfAnswersAsync(params IReadOnlyList<JsonNode> objects) => AskAsync(new { objects }, _ => "");

    /// <summary>All that reached the simulator's api so far.</summary>
    public static async Task<IReadOnlyList<StripeRequest>> StripeRequestsAsync(this SimulatorApp app) =>
        [.. (await app.ReadAsync("/simulator/stripe/requests"))["requests"]!.AsArray()
            .Select(call => new StripeRequest(call!["method"]!.ToString(), call["path"]!.ToString(), call["parameters"]!.ToString()))];

    private static async Task<IReadOnlyList<string>> AskAsync(object question, Func<int, string> about)
    {
        var complaints = await ForeignStripe.AskAsync("schema.mjs", question);
        return [.. complaints.AsArray().Select(complaint => $"{about((int)complaint!["index"]!)}{complaint["at"]} {complaint["problem"]}")];
    }
}
