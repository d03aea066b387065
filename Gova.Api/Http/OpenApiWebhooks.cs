using System.Text.Json.Nodes;
using Gova.Data.Webhooks;
using Microsoft.OpenApi;

namespace Gova.Api.Http;

/// <summary>Describes the calls that a team's own endpoint receives.</summary>
internal static class OpenApiWebhooks
{
    private const string Envelope =
        "Sent to every webhook that asks for it, as Standard Webhooks has it. Answer 2xx within the time limit; anything else is tried again, later and later.";

    /// <summary>What an event tells of its subject: member, and format or type; a question mark where it may be null.</summary>
    private static readonly Dictionary<string, string> Members = new(StringComparer.Ordinal)
    {
        ["evaluation"] =
            "event_id:uuid moderator_id:uuid platform_user_id:string channel_id:string message_id:string revision:integer severity_score:number "
            + "behaviour_score:number? decided_by:string? reason:string? explanation:any context:any created_at:date-time judged_at:date-time",
        ["action"] =
            "action_id:uuid event_id:uuid? moderator_id:uuid platform:string guild_id:string channel_id:string? message_id:string? "
            + "platform_user_id:string? action_type:string action_params:any status:string origin:string reason:string? error_msg:string? "
            + "decided_by:uuid? undoes_action_id:uuid? created_at:date-time updated_at:date-time executed_at:date-time?",
        ["alert"] = "alert_id:uuid moderator_id:uuid kind:string title:string details:any raised_at:date-time",
        ["webhook"] = "moderator_id:uuid",
        // Reserved: nothing is sent yet.
        ["appeal"] = "moderator_id:uuid",
    };

    public static void Add(OpenApiDocument document)
    {
        document.Webhooks = WebhookEvents.All.Append(WebhookEvents.Test).ToDictionary(type => type, type => (IOpenApiPathItem)Item(type, document));
    }

    private static OpenApiPathItem Item(string type, OpenApiDocument document)
    {
        var media = new OpenApiMediaType { Schema = Body(type) };
        var content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = media };
        OpenApiExamples.AddTo(content);
        media.Example!["type"] = type;
        var operation = new OpenApiOperation
        {
            OperationId = $"On{string.Concat(type.Split('.', '_').Select(part => $"{char.ToUpperInvariant(part[0])}{part[1..]}"))}",
            Summary = $"Tells of {type}",
            Description = Envelope,
            Tags = new HashSet<OpenApiTagReference> { new("webhooks", document) },
            Security = [],
            Parameters =
            [
                Header("webhook-id", "The event, the same when it is tried again: what was seen already can be passed over.", "019a9f3e-6c1b-7d52-8b0e-3f6a2c9d4e71"),
                Header("webhook-timestamp", "Seconds since 1970 when it was sent; refuse what is older than a few minutes.", "1763640000"),
                Header("webhook-signature", "`v1,` and the HMAC-SHA256 in base64 of `{id}.{timestamp}.{body}` under the secret; several while it is changed.", "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4="),
            ],
            RequestBody = new OpenApiRequestBody { Required = true, Content = content },
            Responses = new OpenApiResponses
            {
                ["2XX"] = new OpenApiResponse { Description = "Taken." },
                ["410"] = new OpenApiResponse { Description = "Gone for good: the webhook is switched off." },
            },
        };
        return new OpenApiPathItem { Operations = new Dictionary<HttpMethod, OpenApiOperation> { [HttpMethod.Post] = operation } };
    }

    private static OpenApiParameter Header(string name, string description, string example) => new()
    {
        Name = name, In = ParameterLocation.Header, Required = true, Description = description, Example = JsonValue.Create(example),
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    private static OpenApiSchema Body(string type) => Object(new Dictionary<string, IOpenApiSchema>
    {
        ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Const = type },
        ["timestamp"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time", Description = "When it happened." },
        ["data"] = Object(Members[type.Split('.')[0]].Split(' ').Select(member => member.Split(':')).ToDictionary(m => m[0], m => (IOpenApiSchema)Member(m[1]))),
    });

    private static OpenApiSchema Object(Dictionary<string, IOpenApiSchema> members) =>
        new() { Type = JsonSchemaType.Object, Properties = members, Required = members.Keys.ToHashSet() };

    private static OpenApiSchema Member(string kind)
    {
        var orNull = kind.EndsWith('?') ? JsonSchemaType.Null : 0;
        return kind.TrimEnd('?') switch
        {
            "any" => new OpenApiSchema(),
            "integer" => new OpenApiSchema { Type = JsonSchemaType.Integer | orNull },
            "number" => new OpenApiSchema { Type = JsonSchemaType.Number | orNull },
            "string" => new OpenApiSchema { Type = JsonSchemaType.String | orNull },
            var format => new OpenApiSchema { Type = JsonSchemaType.String | orNull, Format = format },
        };
    }
}
