using System.Reflection;
using System.Text.Json;
using Gova.Api.Auth;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Gova.Api.Http;

/// <summary>The api's own description, served at <see cref="Path"/> and kept in openapi.json.</summary>
internal static class OpenApi
{
    public const string Path = "/openapi/v1.json";

    private const string Bearer = "bearer";
    private const string Cookie = "cookie";

    public static void Configure(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "Gova", Version = "v1", Description = "AI moderation of online communities." };
            document.Servers = null; // depends on who asks
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT" },
                [Cookie] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.ApiKey,
                    In = ParameterLocation.Cookie,
                    Name = SessionCookie.Name,
                    Description = $"Changes also need the header {CsrfProtection.Header} with the value of the cookie {SessionCookie.CsrfName}.",
                },
            };
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer(SharedSchemas.AddAsync);
        options.AddSchemaTransformer(CompleteAsync);
        options.CreateSchemaReferenceId = type =>
            type.Type is { IsNested: true, DeclaringType: { } use } nested ? use.Name + nested.Name : OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        options.AddOperationTransformer((operation, context, _) =>
        {
            operation.OperationId = context.Description.ActionDescriptor.EndpointMetadata.OfType<MethodInfo>().Single().DeclaringType!.Name;
            foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>().Where(p => p.In == ParameterLocation.Query) ?? [])
            {
                parameter.Name = JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter.Name!);
            }

            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().Any())
            {
                operation.Security =
                [
                    new() { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] },
                    new() { [new OpenApiSecuritySchemeReference(Cookie, context.Document)] = [] },
                ];
            }

            return Task.CompletedTask;
        });
    }

    /// <summary>Adds what the generator cannot see: handlers check requests themselves, to name every problem at once.</summary>
    private static async Task CompleteAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonPropertyInfo is not null || schema.Properties is null)
        {
            return;
        }

        if (context.JsonTypeInfo.Type is { IsNested: true, Name: "Request" })
        {
            foreach (var required in schema.Properties.Where(p => schema.Required?.Contains(p.Key) == true).Select(p => p.Value).OfType<OpenApiSchema>())
            {
                required.Type &= ~JsonSchemaType.Null;
            }
        }
    }
}
