using Gova.Moderation.Policy;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Gova.Api.Http;

/// <summary>Describes what requests and responses hold as plain JSON, because it is kept so: every shape in it once, and references to it.</summary>
internal static class SharedSchemas
{
    /// <summary>The properties that hold plain JSON, and what stands in it.</summary>
    private static readonly (string Property, Type Shape, bool IsNullable)[] Plain =
        [("conf", typeof(ModeratorConfiguration), false), ("explanation", typeof(Explanation), true)];

    // What the generator notes about a shape that it did not replace by a reference itself.
    private const string ComponentId = "x-schema-id";
    private const string IsNullable = "x-is-nullable-property";
    private const string Description = "x-ref-description";

    private const string AnyJson = "JsonElement";

    public static async Task AddAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var (property, shape, isNullable) in Plain)
        {
            var holders = document.Components?.Schemas?.Values.Where(schema => schema.Properties?.ContainsKey(property) == true).ToList() ?? [];
            var described = Refer(await context.GetOrCreateSchemaAsync(shape, null, cancellationToken), document);
            foreach (var holder in holders)
            {
                holder.Properties![property] = isNullable ? OrNull(described) : described;
            }
        }

        TakeNullFromAny(document);
    }

    /// <summary>Any JSON may be null as it is: of "null or anything", null would be both, which a choice of one forbids.</summary>
    private static void TakeNullFromAny(OpenApiDocument document)
    {
        foreach (var holder in document.Components?.Schemas?.Values.Where(schema => schema.Properties is not null) ?? [])
        {
            foreach (var (name, property) in holder.Properties!.ToList())
            {
                if (property.OneOf?.FirstOrDefault(part => part is OpenApiSchemaReference { Reference.Id: AnyJson }) is { } any)
                {
                    holder.Properties![name] = any;
                }
            }
        }
    }

    /// <summary>The schema with references in place of every shape that has a name.</summary>
    private static IOpenApiSchema Refer(IOpenApiSchema schema, OpenApiDocument document)
    {
        if (schema is not OpenApiSchema inline)
        {
            return schema;
        }

        foreach (var (name, property) in inline.Properties?.ToList() ?? [])
        {
            inline.Properties![name] = Refer(property, document);
        }

        inline.Items = inline.Items is { } items ? Refer(items, document) : null;
        if (Noted(inline, ComponentId) is not string { Length: > 0 } id)
        {
            return inline;
        }

        document.AddComponent(id, inline);
        var reference = new OpenApiSchemaReference(id, document) { Description = Noted(inline, Description) as string };
        return Noted(inline, IsNullable) is true ? OrNull(reference) : reference;
    }

    private static OpenApiSchema OrNull(IOpenApiSchema schema) => new() { OneOf = [new OpenApiSchema { Type = JsonSchemaType.Null }, schema] };

    private static object? Noted(OpenApiSchema schema, string key) => schema.Metadata is { } notes && notes.TryGetValue(key, out var note) ? note : null;
}
