using System.Net;
using System.Text.Json;
using Gova.Tests.Api.OpenApi;
using Gova.Tests.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Gova.Tests.Api.Matrix;

/// <summary>Every operation of the description, called by everybody: what is declared is what happens. A new endpoint is covered by itself.</summary>
public sealed class MatrixTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private static readonly string[] Ranks = ["viewer", "reviewer", "admin", "owner"];

    /// <summary>What they look for is named in the body, where the example names nothing that is there, or lies at the platform.</summary>
    private static readonly string[] MayFindNothing = ["AcceptInvitation", "ListServerChannels", "UnlinkDiscord"];

    [Fact]
    public async Task Everybody_may_do_what_is_declared_and_nothing_else()
    {
        await using var world = await World.CreateAsync(services, Stop);
        var faults = world.Missing().ToList();
        foreach (var operation in world.Callable())
        {
            var callers = Enum.GetValues<Caller>().Where(c => c != Caller.KeyWithScope || operation.Scope is not null).ToLookup(c => Refusal(operation, c) is null);
            foreach (var caller in callers[false])
            {
                faults.AddRange(await RefusedAsync(world, operation, caller));
            }

            faults.AddRange((await world.Before.RestoreAsync(Stop)).Select(table => $"{operation}: somebody refused changed {table}"));
            foreach (var caller in callers[true])
            {
                faults.AddRange(await AllowedAsync(world, operation, caller));
                var changed = await world.Before.RestoreAsync(Stop);
                // That somebody took a copy is noted.
                faults.AddRange(changed.Where(table => operation.Method == HttpMethod.Get && table != "audit_log").Select(table => $"{operation} by {caller}: reading changed {table}"));
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task What_is_mapped_is_described()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var client = host.CreateClient();
        var described = (await ApiDocument.ServedAsync(client, Stop)).Operations.Select(o => $"{o.Method} {o.Path.TrimEnd('/')}");

        var mapped =
            from endpoint in host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
            let path = string.Concat(endpoint.RoutePattern.PathSegments.Select(s => $"/{string.Concat(s.Parts.Select(Text))}"))
            where !path.StartsWith("/openapi", StringComparison.Ordinal) && !path.StartsWith("/docs", StringComparison.Ordinal)
            select $"{method} {path}";

        Assert.Equal(mapped.Order(), described.Order());

        static string Text(Microsoft.AspNetCore.Routing.Patterns.RoutePatternPart part) => part switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            _ => "",
        };
    }

    /// <summary>How the caller is refused, by what the operation declares; null where it may.</summary>
    private static (HttpStatusCode Status, string Problem)? Refusal(Operation operation, Caller caller)
    {
        var namesSomething = operation.PathIds.Any();
        var needed = Array.IndexOf(Ranks, operation.Role);
        return caller switch
        {
            _ when operation.IsOpen => null,
            Caller.Anonymous => (HttpStatusCode.Unauthorized, "unauthenticated"),
            Caller.KeyWithoutScope => (HttpStatusCode.Forbidden, "insufficient-scope"),
            Caller.Owner or Caller.KeyWithScope => null,
            _ when !namesSomething || MayFindNothing.Contains(operation.Id) => null,
            // The owner's own things are nobody else's.
            _ when needed < 0 || caller == Caller.Stranger => (HttpStatusCode.NotFound, "not-found"),
            _ => caller - Caller.Viewer >= needed ? null : (HttpStatusCode.Forbidden, "role-too-low"),
        };
    }

    private static async Task<IEnumerable<string>> RefusedAsync(World world, Operation operation, Caller caller)
    {
        var (status, problem) = Refusal(operation, caller)!.Value;
        using var response = await SendAsync(world, operation, caller);
        var text = await response.Content.ReadAsStringAsync(Stop);
        var isAsDeclared = response.StatusCode == status && operation.Declares((int)status)
            && JsonSerializer.Deserialize<JsonElement>(text).GetProperty("type").GetString() == $"urn:gova:problem:{problem}";
        return isAsDeclared ? [] : [$"{operation} by {caller}: not {(int)status} {problem} but {(int)response.StatusCode} {text}"];
    }

    private static async Task<IEnumerable<string>> AllowedAsync(World world, Operation operation, Caller caller)
    {
        using var response = await SendAsync(world, operation, caller);
        var isRefused = response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound
            && !operation.IsOpen && !(response.StatusCode == HttpStatusCode.NotFound && MayFindNothing.Contains(operation.Id));
        return !isRefused && operation.Declares((int)response.StatusCode) && response.StatusCode != HttpStatusCode.InternalServerError
            ? [] : [$"{operation} by {caller}: may, but {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(Stop)}"];
    }

    // Streams never end: what they answer stands in the head.
    private static async Task<HttpResponseMessage> SendAsync(World world, Operation operation, Caller caller)
    {
        using var request = world.Request(operation);
        return await world.Client(caller, operation).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
    }
}
