using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gova.Tests.ModerationWorker;

/// <summary>
/// An OpenAI-compatible endpoint on a real port whose answer a test writes itself, byte for byte if it likes. By default each
/// message with "bad" in it is severe and to be deleted, every other is clean.
/// </summary>
internal sealed class ModelStub : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ModelStub(WebApplication app) => _app = app;

    public string Endpoint => _app.Urls.Single() + "/v1";

    /// <summary>Answers instead of the default, when set.</summary>
    public Func<HttpContext, JsonElement, Task>? Answer { get; set; }

    public ConcurrentQueue<JsonElement> Requests { get; } = new();

    public static async Task<ModelStub> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var stub = new ModelStub(builder.Build());
        stub._app.MapPost("/v1/chat/completions", stub.HandleAsync);
        await stub._app.StartAsync(cancellationToken);
        return stub;
    }

    /// <summary>A chat completion with this text.</summary>
    public static string Completion(string text, string finish = "stop") => JsonSerializer.Serialize(new
    {
        id = "chatcmpl-1",
        @object = "chat.completion",
        created = 1_700_000_000,
        model = "stub",
        choices = new[] { new { index = 0, message = new { role = "assistant", content = text }, finish_reason = finish } },
        usage = new { prompt_tokens = 10, completion_tokens = 5, total_tokens = 15 },
    });

    /// <summary>The messages that a request asks about.</summary>
    public static IReadOnlyList<(string Ref, string Text)> MessagesOf(JsonElement request)
    {
        var user = request.GetProperty("messages").EnumerateArray().Last().GetProperty("content");
        var text = user.ValueKind == JsonValueKind.String ? user.GetString()! : user[0].GetProperty("text").GetString()!;
        var json = text["<messages>".Length..^"</messages>".Length];
        return [.. JsonDocument.Parse(json).RootElement.EnumerateArray()
            .Select(m => (m.GetProperty("ref").GetString()!, m.GetProperty("text").GetString()!))];
    }

    public static string Verdicts(JsonElement request) => JsonSerializer.Serialize(new
    {
        verdicts = MessagesOf(request).Select(m => new
        {
            @ref = m.Ref,
            severity_score = IsBad(m.Text) ? 0.9 : 0.0,
            confidence = 0.9,
            guideline = IsBad(m.Text) ? "Be kind" : null,
            reason = IsBad(m.Text) ? "It is bad." : null,
            action = IsBad(m.Text) ? new { type = "delete", @params = new { duration = (int?)null, content = (string?)null } } : null,
        }),
    });

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        var request = (await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted)).RootElement;
        Requests.Enqueue(request);
        if (Answer is { } answer)
        {
            await answer(context, request);
        }
        else
        {
            await WriteAsync(context, Completion(Verdicts(request)));
        }
    }

    public static Task WriteAsync(HttpContext context, string json)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json, context.RequestAborted);
    }

    private static bool IsBad(string text) => text.Contains("bad", StringComparison.Ordinal);
}
