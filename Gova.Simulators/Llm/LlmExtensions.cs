using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;

namespace Gova.Simulators.Llm;

/// <summary>Puts the model stand-in together.</summary>
internal static class LlmExtensions
{
    public static void AddLlm(this IServiceCollection services)
    {
        services.AddSingleton<LlmFaults>();
        services.AddSingleton<RequestLog>();
    }

    public static void MapLlm(this WebApplication app)
    {
        var api = app.MapGroup("/v1").AddEndpointFilter(AuthorizeAsync);
        api.MapPost("/chat/completions", ChatEndpoint.HandleAsync);
        api.MapPost("/embeddings", EmbeddingsEndpoint.HandleAsync);
        api.MapGet("/models", ListModels);
    }

    public static async Task<JsonObject> ReadBodyAsync(HttpRequest request)
    {
        try
        {
            return await JsonNode.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted) as JsonObject ?? throw NotJson();
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            throw NotJson();
        }
    }

    private static LlmException NotJson() => LlmException.Invalid("We could not parse the JSON body of your request.");

    private static JsonObject ListModels(IOptions<SimulatorOptions> options) => new()
    {
        ["object"] = "list",
        ["data"] = new JsonArray(new JsonObject
        {
            ["id"] = options.Value.LlmModel,
            ["object"] = "model",
            ["created"] = 1_735_689_600,
            ["owned_by"] = "simulators",
        }),
    };

    private static async ValueTask<object?> AuthorizeAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        try
        {
            var key = context.RequestServices.GetRequiredService<IOptions<SimulatorOptions>>().Value.LlmApiKey;
            if (!string.IsNullOrEmpty(key) && context.Request.Headers.Authorization != $"Bearer {key}")
            {
                throw new LlmException(StatusCodes.Status401Unauthorized, "invalid_request_error", "Incorrect API key provided.", code: "invalid_api_key");
            }

            return await next(invocation);
        }
        catch (LlmException refusal)
        {
            return TypedResults.Json(refusal.ToBody(), statusCode: refusal.Status);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return TypedResults.Empty;
        }
    }
}
