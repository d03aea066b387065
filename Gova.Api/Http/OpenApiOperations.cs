using System.Buffers;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.OpenApi;

namespace Gova.Api.Http;

/// <summary>Completes what the generator says of an operation with what is true of all operations of its kind.</summary>
internal static class OpenApiOperations
{
    private const int MaxSummary = 120;

    private static readonly SearchValues<string> Ends = SearchValues.Create([". ", ": ", "; "], StringComparison.Ordinal);

    public static Task CompleteAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.OperationId = metadata.OfType<MethodInfo>().Single().DeclaringType!.Name;
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>().Where(p => p.In == ParameterLocation.Query) ?? [])
        {
            parameter.Name = JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter.Name!);
        }

        var method = HttpMethod.Parse(context.Description.HttpMethod);
        var isGuarded = OpenApiSecurity.Describe(operation, context.Document, method, metadata);
        AddText(operation);
        foreach (var status in Refusals(operation, isGuarded, metadata))
        {
            operation.Responses ??= [];
            operation.Responses.TryAdd($"{status}", new OpenApiResponse());
        }

        // The generator's order depends on how an endpoint is written.
        var ordered = new OpenApiResponses();
        foreach (var (status, response) in operation.Responses!.OrderBy(r => r.Key, StringComparer.Ordinal))
        {
            ordered[status] = response;
        }

        operation.Responses = ordered;
        return Task.CompletedTask;
    }

    /// <summary>How a request can be refused before its handler has seen it.</summary>
    private static IEnumerable<int> Refusals(OpenApiOperation operation, bool isGuarded, IList<object> metadata)
    {
        var parameters = operation.Parameters ?? [];
        if (operation.RequestBody is not null)
        {
            yield return StatusCodes.Status400BadRequest;
            yield return StatusCodes.Status413PayloadTooLarge;
            yield return StatusCodes.Status415UnsupportedMediaType;
        }

        // A path id of the wrong form is a path that leads nowhere; text can hold what cannot be stored.
        if (parameters.Any(p => p.In != ParameterLocation.Path || p.Schema?.Format != "uuid"))
        {
            yield return StatusCodes.Status400BadRequest;
        }

        if (isGuarded)
        {
            yield return StatusCodes.Status401Unauthorized;
            yield return StatusCodes.Status403Forbidden;
        }

        if (parameters.Any(p => p.In == ParameterLocation.Path))
        {
            yield return StatusCodes.Status404NotFound;
        }

        if (metadata.OfType<EnableRateLimitingAttribute>().Any())
        {
            yield return StatusCodes.Status429TooManyRequests;
        }
    }

    /// <summary>The doc comment's first sentence is the summary, all of it the description, with who may call.</summary>
    private static void AddText(OpenApiOperation operation)
    {
        var text = operation.Summary?.ReplaceLineEndings(" ").Trim() ?? "";
        operation.Summary = Shorten(text);
        var who = Value(operation, OpenApiSecurity.RequiredRoleName) switch
        {
            null => "Open to everybody.",
            "account" => "For every account.",
            var role => $"Needs the role {role}.",
        };
        var keys = (Value(operation, OpenApiSecurity.RequiredScopeName), operation.Security) switch
        {
            ({ } scope, _) => $" Api keys need the scope `{scope}`.",
            (null, { Count: > 0 }) => " Closed to api keys.",
            _ => "",
        };
        operation.Description = $"{string.Join("\n\n", new[] { text, operation.Description }.Where(t => !string.IsNullOrEmpty(t)))}\n\n{who}{keys}";
    }

    private static string Shorten(string text)
    {
        var end = text.AsSpan().IndexOfAny(Ends);
        var sentence = end < 0 ? text.TrimEnd('.') : text[..end];
        var comma = sentence.Length > MaxSummary ? sentence.LastIndexOf(", ", MaxSummary, StringComparison.Ordinal) : -1;
        return comma < 0 ? sentence : sentence[..comma];
    }

    private static string? Value(OpenApiOperation operation, string extension) =>
        operation.Extensions?.TryGetValue(extension, out var value) == true ? ((JsonNodeExtension)value).Node.GetValue<string>() : null;
}
