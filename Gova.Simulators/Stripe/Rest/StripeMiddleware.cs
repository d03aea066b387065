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
    private const string TestKey = "sk_test_";

    public async Task InvokeAsync(HttpContext context)
    {
        var (id, request) = (Ids.New("req_"), context.Request);
        context.Response.Headers["Request-Id"] = id;
        StripeCall? call = null;
        var (answer, replayed) = (default(StoredAnswer), false);
        try
        {
            Authorize(context);
            call = await ReadAsync(context, id);
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

    private void Authorize(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString().Split(' ', 2);
        var key = header switch
        {
            ["Bearer", var token] => token,
            ["Basic", var encoded] => UserName(encoded),
            _ => "",
        };
        if (key.Length == 0)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"Stripe\"";
            throw StripeException.Unauthorized("You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth.");
        }

        if (options.Value.ApiKey is { } only ? key != only : !key.StartsWith(TestKey, StringComparison.Ordinal))
        {
            throw StripeException.Unauthorized($"Invalid API Key provided: {key[..Math.Min(key.Length, TestKey.Length)]}****");
        }
    }

    private static string UserName(string encoded)
    {
        var bytes = new byte[encoded.Length];
        return Convert.TryFromBase64String(encoded, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length).Split(':')[0] : "";
    }

    private static async Task<StripeCall> ReadAsync(HttpContext context, string id)
    {
        var (request, post) = (context.Request, HttpMethods.IsPost(context.Request.Method));
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        if (body.Length > 0 && !(request.ContentType ?? "").StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
        {
            throw StripeException.Invalid("Invalid request (check that your POST content type is application/x-www-form-urlencoded).");
        }

        var version = request.Headers["Stripe-Version"].ToString() is { Length: > 0 } asked ? asked : ApiVersion.Default;
        if (!ApiVersion.IsKnown(version))
        {
            throw StripeException.Invalid($"Invalid Stripe API version: {version}");
        }

        var key = request.Headers["Idempotency-Key"].ToString() is { Length: > 0 } given && post ? given : null;
        if (key?.Length > 255)
        {
            throw StripeException.Invalid("Idempotency keys can be up to 255 characters.");
        }

        // A body counts for POST and DELETE, the query for what reads; Stripe refuses parameters in a POST's query.
        var parameters = body.Length > 0 ? body : (request.QueryString.Value ?? "").TrimStart('?');
        if (post && request.QueryString.HasValue)
        {
            throw StripeException.Invalid("Parameters of a POST belong into its body, not into the query.");
        }

        var call = new StripeCall(id, request.Method, request.Path, parameters, FormNode.Parse(parameters), key, version);
        context.Features.Set(call);
        return call;
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
        if (StripeCallKey(context) is { } key)
        {
            response.Headers["Idempotency-Key"] = key;
        }

        if (replayed)
        {
            response.Headers["Idempotent-Replayed"] = "true";
        }

        await response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }

    private static string? StripeCallKey(HttpContext context) => context.Features.Get<StripeCall>()?.IdempotencyKey;
}
