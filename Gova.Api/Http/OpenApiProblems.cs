using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Gova.Api.Http;

/// <summary>Describes errors once for all operations: by status, with an example of every kind that has it.</summary>
internal static class OpenApiProblems
{
    private const string Plain = "ProblemDetails";
    private const string Validation = "HttpValidationProblemDetails";
    private const string MediaType = "application/problem+json";

    private static readonly Problem[] Known =
    [
        .. typeof(Problems).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => field.GetValue(null)).OfType<Problem>().OrderBy(problem => problem.Name, StringComparer.Ordinal),
    ];

    public static void Add(OpenApiDocument document)
    {
        var schemas = document.Components!.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        schemas[Plain] = Schema(hasFields: false);
        schemas[Validation] = Schema(hasFields: true);
        var shared = document.Components.Responses = new Dictionary<string, IOpenApiResponse>();
        foreach (var operation in document.Paths.Values.SelectMany(path => path.Operations ?? []).Select(o => o.Value))
        {
            foreach (var status in operation.Responses!.Keys.Where(IsError).ToList())
            {
                shared.TryAdd(Name(status), Response(status, document));
                operation.Responses[status] = new OpenApiResponseReference(Name(status), document);
            }
        }

        document.Components.Responses = shared.OrderBy(r => r.Key, StringComparer.Ordinal).ToDictionary();
    }

    private static bool IsError(string status) => status[0] is '4' or '5';

    private static string Name(string status) => $"problem-{status}";

    private static OpenApiSchema Schema(bool hasFields)
    {
        var schema = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "What went wrong (RFC 9457).",
            Required = new HashSet<string> { "type", "title", "status" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = Text("Which kind of problem: does not change."),
                ["title"] = Text("The kind, in words."),
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Minimum = "400", Maximum = "599" },
                ["detail"] = Text("What is wrong with this request."),
                ["instance"] = Text("Where it happened."),
                ["trace_id"] = Text("To find the request in the operator's records."),
            },
        };
        if (hasFields)
        {
            schema.Properties["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "What is wrong with every field. Absent where the request could not be read.",
                AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
            };
        }

        return schema;
    }

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };

    private static OpenApiResponse Response(string status, OpenApiDocument document)
    {
        var code = int.Parse(status, CultureInfo.InvariantCulture);
        var kinds = Known.Where(problem => problem.Status == code).DefaultIfEmpty(Problems.Of(code)).ToList();
        var response = new OpenApiResponse
        {
            Description = kinds is [var only] ? only.Title : $"One of: {string.Join(", ", kinds.Select(k => $"`{k.Type}`"))}.",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [MediaType] = new OpenApiMediaType
                {
                    Schema = new OpenApiSchemaReference(code == StatusCodes.Status400BadRequest ? Validation : Plain, document),
                    Examples = kinds.ToDictionary(kind => kind.Name, kind => (IOpenApiExample)new OpenApiExample { Summary = kind.Title, Value = Example(kind) }),
                },
            },
        };
        if (code is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            response.Headers = new Dictionary<string, IOpenApiHeader>
            {
                ["Retry-After"] = new OpenApiHeader
                {
                    Description = code == StatusCodes.Status429TooManyRequests ? "Seconds to wait." : "Seconds to wait, where it is known that waiting helps.", Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1" }, Example = 30,
                },
            };
        }

        return response;
    }

    private static JsonObject Example(Problem kind)
    {
        var example = new JsonObject { ["type"] = kind.Type, ["title"] = kind.Title, ["status"] = kind.Status };
        if (kind == Problems.Validation)
        {
            example["errors"] = new JsonObject { ["limit"] = new JsonArray("must be between 1 and 100") };
        }

        return example;
    }
}
