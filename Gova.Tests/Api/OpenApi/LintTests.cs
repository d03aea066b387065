using System.Text.Json;
using System.Text.RegularExpressions;
using Gova.Api.Auth;
using Gova.Data.Webhooks;

namespace Gova.Tests.Api.OpenApi;

/// <summary>What every operation's description must have. A new endpoint is looked at by itself.</summary>
public sealed partial class LintTests
{
    private static readonly ApiDocument Document = ApiDocument.Committed();
    private static readonly SchemaCheck Check = new(Document);

    /// <summary>Where ids are of what is the caller's own, and there is no role.</summary>
    private static readonly string[] OwnThings = ["/auth/", "/connections", "/invitations", "/api-keys", "/sessions"];

    private static readonly string[] Roles = ["account", "viewer", "reviewer", "admin", "owner"];

    [Fact]
    public void Operations_have_names_of_their_own_and_say_what_they_do()
    {
        var described = Document.Root.GetProperty("tags").EnumerateArray()
            .Where(t => t.TryGetProperty("description", out var text) && text.GetString()!.Length > 0).Select(t => t.GetProperty("name").GetString()).ToHashSet();

        Assert.Empty(Document.Operations.CountBy(o => o.Id).Where(o => o.Value > 1).Select(o => o.Key));
        Complain(o => Word().IsMatch(o.Id), "an operationId in Pascal case");
        Complain(o => Text(o.Json, "summary").Length is > 0 and <= 120, "a summary of up to 120 characters");
        Complain(o => Text(o.Json, "description").Length > Text(o.Json, "summary").Length, "a description that says more than the summary");
        Complain(o => o.Json.GetProperty("tags").EnumerateArray().All(t => described.Contains(t.GetString())), "tags with descriptions");
    }

    [Fact]
    public void Paths_that_differ_by_the_name_of_an_id_only_are_one_path()
    {
        var paths = Document.Operations.Select(o => o.Path).Distinct();

        Assert.Empty(paths.GroupBy(path => PathId().Replace(path, "{}")).Where(same => same.Count() > 1).Select(same => string.Join(", ", same)));
    }

    [Fact]
    public void Who_may_call_is_said_of_every_operation()
    {
        var schemes = Document.At("#/components/securitySchemes").EnumerateObject().Select(s => s.Name).ToHashSet();

        Complain(o => o.Json.GetProperty("security").EnumerateArray().SelectMany(r => r.EnumerateObject()).All(s => schemes.Contains(s.Name)), "known security schemes");
        Complain(o => o.IsOpen ? o.Role is null && o.Scope is null : Roles.Contains(o.Role), "a role, unless it is open to everybody");
        Complain(o => o.Scope is null || Scopes.All.Contains(o.Scope), "a scope that exists");
        Complain(o => o.Scope is null || o.Json.GetProperty("security").ToString().Contains("api_key", StringComparison.Ordinal), "api keys among its proofs");
        Complain(o => o.Role != "account" || !o.PathIds.Any() || OwnThings.Any(o.Path.StartsWith), "a role with the moderator (RequireRole)");
    }

    [Fact]
    public void Every_refusal_is_declared()
    {
        Complain(o => o.Responses.Any(r => r.Status[0] is '2' or '3'), "a success");
        Complain(o => o.IsOpen || (o.Declares(401) && o.Declares(403)), "401 and 403");
        Complain(o => !o.PathIds.Any() || o.Declares(404), "404");
        Complain(o => !o.Bodies.Any() || (o.Declares(400) && o.Declares(413) && o.Declares(415)), "400, 413 and 415");
        foreach (var (operation, (status, response)) in Document.Operations.SelectMany(o => o.Responses.Select(r => (o, r))))
        {
            Assert.True(Text(response, "description").Length > 0, $"{operation} {status} has no description");
            if (status[0] is '4' or '5')
            {
                Assert.True(
                    response.GetProperty("content").TryGetProperty("application/problem+json", out var problem) && problem.TryGetProperty("examples", out _),
                    $"{operation} {status} is no problem with examples");
            }
        }
    }

    [Fact]
    public void Every_body_and_parameter_has_an_example_that_fits_its_schema()
    {
        var problems = new List<string>();
        foreach (var operation in Document.Operations)
        {
            foreach (var parameter in operation.Parameters)
            {
                Assert.True(Text(parameter, "description").Length > 0, $"{operation}: {parameter.GetProperty("name")} has no description");
                problems.AddRange(ProblemsOf(parameter, $"{operation} {parameter.GetProperty("name")}"));
            }

            foreach (var body in operation.Bodies)
            {
                problems.AddRange(ProblemsOf(body.Value, $"{operation} body"));
            }

            foreach (var (status, response) in operation.Responses.Where(r => r.Response.TryGetProperty("content", out _)))
            {
                problems.AddRange(response.GetProperty("content").EnumerateObject().SelectMany(c => ProblemsOf(c.Value, $"{operation} {status}")));
            }
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    [Fact]
    public void Lists_say_how_long_they_may_be()
    {
        var limits = Document.Operations.SelectMany(o => o.Parameters).Where(p => p.GetProperty("name").GetString() is "limit" or "skip").ToList();

        Assert.NotEmpty(limits);
        Assert.All(limits, p => Assert.True(p.GetProperty("schema").TryGetProperty("minimum", out _)));
        Assert.All(limits.Where(p => p.GetProperty("name").GetString() == "limit"), p => Assert.True(p.GetProperty("schema").TryGetProperty("maximum", out _)));
    }

    [Fact]
    public void References_refer_to_something_and_nothing_is_described_in_vain()
    {
        var references = Reference().Matches(Document.Root.GetRawText()).Select(m => m.Groups[1].Value).ToHashSet();

        Assert.All(references, reference => Document.At(reference));
        foreach (var kind in new[] { "schemas", "responses" })
        {
            Assert.Empty(Document.At($"#/components/{kind}").EnumerateObject().Select(c => $"#/components/{kind}/{c.Name}").Except(references));
        }
    }

    [Fact]
    public void Every_event_that_a_webhook_can_be_told_of_is_described()
    {
        var webhooks = Document.Root.GetProperty("webhooks");

        Assert.Equal(WebhookEvents.All.Append(WebhookEvents.Test).Order(), webhooks.EnumerateObject().Select(w => w.Name).Order());
        Assert.Empty(webhooks.EnumerateObject()
            .SelectMany(w => ProblemsOf(w.Value.GetProperty("post").GetProperty("requestBody").GetProperty("content").GetProperty("application/json"), w.Name)));
    }

    private static IEnumerable<string> ProblemsOf(JsonElement holder, string place)
    {
        if (holder.TryGetProperty("example", out var example))
        {
            return Check.Problems(holder.GetProperty("schema"), example).Select(p => $"{place}: {p}");
        }

        return holder.TryGetProperty("examples", out var examples)
            ? examples.EnumerateObject().SelectMany(e => Check.Problems(holder.GetProperty("schema"), e.Value.GetProperty("value")).Select(p => $"{place}: {p}"))
            : [$"{place} has no example"];
    }

    private static void Complain(Predicate<Operation> holds, string what)
    {
        var without = Document.Operations.Where(o => !holds(o)).Select(o => $"{o}").ToList();
        Assert.True(without.Count == 0, $"These lack {what}: {string.Join(", ", without)}");
    }

    private static string Text(JsonElement holder, string member) => holder.TryGetProperty(member, out var text) ? text.GetString()! : "";

    [GeneratedRegex("^[A-Z][A-Za-z0-9]+$")]
    private static partial Regex Word();

    [GeneratedRegex("\"\\$ref\": *\"([^\"]+)\"")]
    private static partial Regex Reference();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex PathId();
}
