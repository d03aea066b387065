using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gova.Tests.Api.Matrix;
using Gova.Tests.Api.OpenApi;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Api.Fuzz;

/// <summary>Every operation of the description, called wrongly over the wire by somebody who may: the same calls in every run.</summary>
public sealed partial class FuzzTests(LocalServices services)
{
    private const int Seed = 20261121;
    private const int CallsPerOperation = 30;

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    /// <summary>What the path may lead to once an id in it is spoilt.</summary>
    private static readonly int[] NoSuchPath = [404, 405, 414];

    [Fact]
    public async Task Wrong_calls_are_refused_as_described_and_change_nothing()
    {
        await using var world = await World.CreateAsync(services, Stop, overTheWire: true);
        var check = new SchemaCheck(world.Document);
        var faults = world.Missing().ToList();
        foreach (var operation in world.Callable())
        {
            // Each of its own, so that a new endpoint does not change the others' calls.
            var mutation = new Mutation(world, new Random(Seed ^ operation.Id.Sum(c => c * 31)));
            var client = world.Client(Caller.Owner, operation);
            for (var n = 0; n < CallsPerOperation; n++)
            {
                var (request, text) = mutation.Spoil(operation, n);
                using var sent = request;
                using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
                var found = await FaultsAsync(operation, request, response, check);
                faults.AddRange(found.Select(fault => $"{operation} #{n} {text}\n    {fault}"));
                if (response.IsSuccessStatusCode && operation.Method != HttpMethod.Get)
                {
                    await world.Before.RestoreAsync(Stop);
                }
            }

            // That somebody took a copy is noted, and a code that was tried in vain too often is void.
            faults.AddRange((await world.Before.RestoreAsync(Stop))
                .Where(table => table != "user_codes" && (operation.Method != HttpMethod.Get || table != "audit_log")).Select(table => $"{operation}: refused calls changed {table}"));
        }

        Assert.True(faults.Count == 0, $"{faults.Count} faults\n{string.Join('\n', faults)}");
    }

    private static async Task<List<string>> FaultsAsync(Operation operation, HttpRequestMessage request, HttpResponseMessage response, SchemaCheck check)
    {
        var (status, mediaType) = ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType ?? "");
        // Streams never end.
        var text = mediaType == "text/event-stream" ? "" : await response.Content.ReadAsStringAsync(Stop);
        var faults = new List<string>();
        Require(response.StatusCode != HttpStatusCode.InternalServerError, "an internal error");
        Require(!Internals().IsMatch(text), "tells of our internals");
        Require(operation.Declares(status) || NoSuchPath.Contains(status), "a status that is not declared");
        if (status >= 400)
        {
            Require(mediaType == "application/problem+json", "no problem details");
        }

        if (mediaType.EndsWith("json", StringComparison.Ordinal))
        {
            var schema = operation.Schema(status, mediaType);
            Require(schema is not null || NoSuchPath.Contains(status), $"{mediaType} that is not declared");
            faults.AddRange(schema is null ? [] : check.Problems(schema.Value, JsonSerializer.Deserialize<JsonElement>(text)));
        }

        return faults;

        void Require(bool holds, string fault)
        {
            if (!holds)
            {
                faults.Add($"{status} {fault}: {(text.Length > 400 ? text[..400] : text)}");
            }
        }
    }

    [GeneratedRegex(@"\bat (Gova|System|Microsoft|Npgsql)\.|Exception|Npgsql|\bSELECT\b|\bINSERT\b|Nullable|\.cs:|/(tmp|root|home|usr)/|Gova\.(Api|Data)")]
    private static partial Regex Internals();
}
