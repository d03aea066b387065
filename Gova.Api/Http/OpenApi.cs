using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Gova.Api.Http;

/// <summary>The api's own description, served at <see cref="Path"/>, shown at /docs and kept in openapi.json.</summary>
internal static class OpenApi
{
    public const string Name = "v1";

    public const string Path = $"/openapi/{Name}.json";

    public static void Configure(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.CreateSchemaReferenceId = type =>
            type.Type is { IsNested: true, DeclaringType: { } use } nested ? use.Name + nested.Name : OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        options.AddSchemaTransformer(CompleteAsync);
        options.AddOperationTransformer(OpenApiOperations.CompleteAsync);
        options.AddDocumentTransformer(SharedSchemas.AddAsync);
        options.AddDocumentTransformer((document, _, _) =>
        {
            OpenApiAbout.Add(document);
            OpenApiSecurity.AddSchemes(document);
            OpenApiWebhooks.Add(document);
            OpenApiProblems.Add(document);
            OpenApiParameters.Complete(document);
            OpenApiExamples.Add(document);
            return Task.CompletedTask;
        });
    }

    /// <summary>Adds what the generator cannot see: handlers check requests themselves, to name every problem at once.</summary>
    private static Task CompleteAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context is { JsonPropertyInfo: null, JsonTypeInfo.Type: { IsNested: true, Name: "Request" } } && schema.Properties is not null)
        {
            foreach (var required in schema.Properties.Where(p => schema.Required?.Contains(p.Key) == true).Select(p => p.Value).OfType<OpenApiSchema>())
            {
                required.Type &= ~JsonSchemaType.Null;
            }
        }

        return Task.CompletedTask;
    }
}
