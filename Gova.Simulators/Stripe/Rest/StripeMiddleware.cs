using System.Text;
using Gova.Simulators.Stripe.World;
using Microsoft.Extensions.Options;

namespace Gova.Simulators.Stripe.Rest;

/// <summary>Around every call: key, version, form encoding, injected faults, idempotency keys, and errors in Stripe's form.</summary>
internal sealed class StripeMiddleware(
    RequestDelegate next,
    StripeFaults faults,
    IdempotencyStore keys,
    RequestLog log,
    Life life,
    IOptions<StripeSimulatorOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider time)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var (id, request) = (Ids.New("req_"), context.Request);
        context.Response.Headers["Request-Id"] = id;
        StripeCall? call = null;
        var (answer, replayed) = (default(StoredAnswer), false);
        try
        {
            CallReader.Authorize(context, options.Value.ApiKey);
            call = await CallReader.ReadAsync(context, id);
            context.Response.Headers["Stripe-Version"] = call.Version;
            life.CatchUp();
            (answer, replayed) = await AnswerAsync(context, call);
        }
        catch (StripeException refusal)
        {
            answer = Refusal(refusal);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested || lifetime.ApplicationStopping.IsCancellationRequested)
        {
        }

        log.Add(new LoggedCall(
            id,
            request.Method,
            request.Path,
            call?.Body ?? "",
            call?.IdempotencyKey,
            (string?)request.Headers["Stripe-Version"],
            answer?.Status ?? 0,
            replayed));
        await (answer is null ? AbortAsync(context) : WriteAsync(context, answer, replayed));
    }

    private async Task<(StoredAnswer? Answer, bool Replayed)> AnswerAsync(HttpContext context, StripeCall call)
    {
        var fault = faults.Take(call.Method, call.Path);
        switch (fault)
        {
            case StripeFault.Fail:
                return (Refusal(StripeException.Broken(faults.FailStatus)), false);
            case StripeFault.RateLimit:
                context.Response.Headers.RetryAfter = $"{faults.RetryAfterSeconds}";
                return (Refusal(StripeException.RateLimited()), false);
            case StripeFault.Hang:
                await Task.Delay(Timeout.InfiniteTimeSpan, time, context.RequestAborted);
                return default;
            case StripeFault.Drop:
                return default;
        }

        if (call.IdempotencyKey is null)
        {
            var (answer, _) = await ExecuteAsync(context, call, fault);
            return (fault is StripeFault.LoseResponse ? null : answer, false);
        }

        if (keys.Begin(call) is { } stored)
        {
            return (stored, true);
        }

        var (made, begun) = (default(StoredAnswer), false);
        try
        {
            (made, begun) = await ExecuteAsync(context, call, fault);
        }
        finally
        {
            keys.Finish(call, begun ? made : null);
        }

        return (fault is StripeFault.LoseResponse ? null : made, false);
    }

    /// <returns>The answer, and whether it is to be kept for the key: what was refused for its parameters is not.</returns>
    private async Task<(StoredAnswer Answer, bool Begun)> ExecuteAsync(HttpContext context, StripeCall call, StripeFault fault)
    {
        if (context.GetEndpoint() is not RouteEndpoint)
        {
            throw StripeException.UnknownUrl(context.Request);
        }

        if (faults.Latency > TimeSpan.Zero)
        {
            // Whoever hangs up meanwhile gets no answer, and the effect all the same.
            await Task.Delay(faults.Latency, time, lifetime.ApplicationStopping);
        }

        var (wire, body) = (context.Response.Body, new MemoryStream());
        (context.Response.Body, StripeCall.Current) = (body, call);
        try
        {
            await next(context);
        }
        catch (StripeException refusal)
        {
            return (Refusal(refusal), refusal.Status == StatusCodes.Status402PaymentRequired);
        }
        finally
        {
            (context.Response.Body, StripeCall.Current) = (wire, null);
        }

        return (fault is StripeFault.FailAfter
            ? Refusal(StripeException.Broken(faults.FailStatus))
            : new StoredAnswer(context.Response.StatusCode, body.ToArray()), true);
    }

    private static StoredAnswer Refusal(StripeException refusal) => new(refusal.Status, Encoding.UTF8.GetBytes(refusal.ToBody().ToJsonString()));

    private static Task AbortAsync(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    private static async Task WriteAsync(HttpContext context, StoredAnswer answer, bool replayed)
    {
        var response = context.Response;
        (response.StatusCode, response.ContentType, response.ContentLength) = (answer.Status, "application/json", answer.Body.Length);
        if (context.Features.Get<StripeCall>()?.IdempotencyKey is { } key)
        {
            response.Headers["Idempotency-Key"] = key;
        }

        if (replayed)
        {
            response.Headers["Idempotent-Replayed"] = "true";
        }

        await response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }
}
