using System.ComponentModel;
using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gova.Api.Auth;
using Gova.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Moderators;

internal static class CompareVersions
{
    /// <param name="From">The older version, or the one asked for.</param>
    /// <param name="Changes">Empty when both say the same.</param>
    internal sealed record Response(long From, long To, IReadOnlyList<Difference> Changes);

    /// <summary>One place where two configurations differ.</summary>
    /// <param name="Path">E.g. <c>conf.actions[0].min_severity</c>.</param>
    /// <param name="Before">Null where there was nothing.</param>
    /// <param name="After">Null where there is nothing any more.</param>
    internal sealed record Difference(string Path, JsonElement? Before, JsonElement? After);

    /// <summary>What changed from one version of the configuration to another.</summary>
    public static async Task<Results<Ok<Response>, NotFound>> Handle(
        Guid id,
        long version,
        [Description("The version to compare with; the one before it, unless given.")] long? from,
        ClaimsPrincipal user,
        GovaDbContext db,
        CancellationToken cancellationToken)
    {
        var versions = GetVersion.Of(db, id, user.Id());
        var after = await versions.SingleOrDefaultAsync(c => c.Version == version, cancellationToken);
        var before = await versions.Where(c => from == null ? c.Version < version : c.Version == from)
            .OrderByDescending(c => c.Version).FirstOrDefaultAsync(cancellationToken);
        if (after is null || (from is not null && before is null))
        {
            return TypedResults.NotFound();
        }

        var changes = new List<Difference>();
        Compare("conf", before is null ? null : JsonNode.Parse(before.Conf), JsonNode.Parse(after.Conf), changes);
        return TypedResults.Ok(new Response(before?.Version ?? 0, version, changes));
    }

    private static void Compare(string path, JsonNode? before, JsonNode? after, List<Difference> changes)
    {
        if (JsonNode.DeepEquals(before, after))
        {
            return;
        }

        switch (before, after)
        {
            case (JsonObject a, JsonObject b):
                foreach (var member in a.Select(m => m.Key).Union(b.Select(m => m.Key)).Order(StringComparer.Ordinal))
                {
                    Compare($"{path}.{member}", a[member], b[member], changes);
                }

                break;
            case (JsonArray a, JsonArray b):
                for (var i = 0; i < Math.Max(a.Count, b.Count); i++)
                {
                    Compare($"{path}[{i}]", i < a.Count ? a[i] : null, i < b.Count ? b[i] : null, changes);
                }

                break;
            default:
                changes.Add(new Difference(path, Element(before), Element(after)));
                break;
        }
    }

    private static JsonElement? Element(JsonNode? node) => node is null ? null : JsonSerializer.SerializeToElement(node);
}
