using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;

namespace Gova.Simulators.Llm;

/// <summary><c>POST /v1/chat/completions</c>: waits, judges and answers, or fails in the way that was ordered.</summary>
internal static class ChatEndpoint
{
    private const int CharactersPerToken = 4;

    public static async Task HandleAsync(HttpContext context, LlmFaults faults, RequestLog log, TimeProvider time)
    {
        var body = await LlmExtensions.ReadBodyAsync(context.Request);
        var fault = faults.Take();
        log.Add(context.Request.Path, body, fault);
        var request = ChatRequest.Parse(body);
        await Task.Delay(faults.NextLatency(), time, context.RequestAborted);
        switch (fault)
        {
            case LlmFault.RateLimit:
                context.Response.Headers.RetryAfter = $"{faults.RetryAfterSeconds}";
                throw new LlmException(StatusCodes.Status429TooManyRequests, "requests", "Rate limit reached for requests.", code: "rate_limit_exceeded");
            case LlmFault.ServerError:
                throw new LlmException(StatusCodes.Status500InternalServerError, "server_error", "The server had an error while processing your request.");
            case LlmFault.DropConnection:
                context.Abort();
                return;
            case LlmFault.Hang:
                await Task.Delay(Timeout.InfiniteTimeSpan, time, context.RequestAborted);
                return;
        }

        var answer = Answer(request, fault, time);
        await (request.Stream ? StreamAsync(context, answer) : context.Response.WriteAsJsonAsync(answer.ToCompletion(), context.RequestAborted));
    }

    private static ChatAnswer Answer(ChatRequest request, LlmFault? fault, TimeProvider time)
    {
        var answer = new ChatAnswer(request, $"chatcmpl-{Guid.NewGuid():N}", time.GetUtcNow().ToUnixTimeSeconds(), AnswerWriter.Write(request));
        return fault switch
        {
            LlmFault.Malformed => answer with { Content = $"```json\n{answer.Content![..^1]},, oops" },
            LlmFault.IgnoresSchema => answer with { Content = """{"opinion":"seems fine to me","score":"low"}""" },
            LlmFault.EmptyChoices => answer with { Content = null, NoChoices = true },
            LlmFault.Refusal => answer with { Content = null, Refusal = "I'm sorry, but I can't assist with that request." },
            LlmFault.Truncated => Truncate(answer, answer.Content!.Length / 2),
            _ when request.MaxTokens is { } most && most * CharactersPerToken < answer.Content!.Length => Truncate(answer, most * CharactersPerToken),
            _ => answer,
        };
    }

    private static ChatAnswer Truncate(ChatAnswer answer, int length) => answer with { Content = answer.Content![..length], FinishReason = "length" };

    private static async Task StreamAsync(HttpContext context, ChatAnswer answer)
    {
        context.Response.ContentType = "text/event-stream";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        foreach (var chunk in answer.ToChunks())
        {
            await context.Response.WriteAsync($"data: {chunk.ToJsonString(JsonSerializerOptions.Web)}\n\n", context.RequestAborted);
        }

        await context.Response.WriteAsync("data: [DONE]\n\n", context.RequestAborted);
    }
}
