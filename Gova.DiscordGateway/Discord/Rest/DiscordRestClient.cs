using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gova.DiscordGateway.Discord.Rest.RateLimits;

namespace Gova.DiscordGateway.Discord.Rest;

/// <summary>
/// Discord's REST API: the calls that Gova makes, one partial per resource. Keeps the rate limits, repeats what is safe to
/// repeat, and falls silent once Discord does not accept the token, since going on would get the address banned.
/// </summary>
internal sealed partial class DiscordRestClient(HttpClient http, RateLimiter limits, TimeProvider time, ILogger<DiscordRestClient> logger)
{
    private const int MaxAttempts = 4;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);

    private async Task<T> GetAsync<T>(RestCall call, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var body = await SendAsync(call, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new HttpRequestException($"Discord's answer to {call.Route} cannot be read.", e);
        }
    }

    /// <exception cref="DiscordApiException">Discord refused, or is in trouble.</exception>
    /// <exception cref="HttpRequestException">No answer.</exception>
    /// <exception cref="TimeoutException">No answer in time.</exception>
    private async Task<byte[]> SendAsync(RestCall call, CancellationToken cancellationToken)
    {
        var answerLost = false;
        for (var attempt = 1; ; attempt++)
        {
            var last = attempt == MaxAttempts;
            try
            {
                return await SendOnceAsync(call, answerLost, cancellationToken);
            }
            catch (DiscordApiException e) when (e is { Status: HttpStatusCode.TooManyRequests, NotSent: false } && !last)
            {
                // Not executed, so even an unsafe call goes again: the limiter now knows when.
                Log.RateLimited(logger, call.Route);
                continue;
            }
            catch (Exception e) when (call.MayRepeat && !last && e is HttpRequestException or TimeoutException or DiscordApiException { IsTemporary: true, NotSent: false })
            {
                answerLost = true;
                Log.Repeating(logger, call.Route, e.Message);
            }

            await Task.Delay(FirstDelay * Math.Pow(2, attempt - 1) * (0.5 + Random.Shared.NextDouble()), time, cancellationToken);
        }
    }

    private async Task<byte[]> SendOnceAsync(RestCall call, bool answerLost, CancellationToken cancellationToken)
    {
        ThrowIfFutile(call);
        var queued = time.GetTimestamp();
        using var turn = await limits.WaitAsync(call.Route, call.Major, cancellationToken, isGlobal: !call.IsInteraction);
        RestMetrics.Waited(call.Route, time.GetElapsedTime(queued));
        ThrowIfFutile(call);
        using var request = CreateRequest(call);
        using var deadline = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        var (sent, status) = (time.GetTimestamp(), 0);
        try
        {
            using var response = await http.SendAsync(request, either.Token);
            var body = await response.Content.ReadAsByteArrayAsync(either.Token);
            status = (int)response.StatusCode;
            var answer = RateLimitAnswer.Read(response, body);
            turn.Learn(answer);
            return response.IsSuccessStatusCode ? body : throw Error(call, response.StatusCode, body, answer, answerLost);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Discord did not answer {call.Route} within {Timeout.TotalSeconds} s.");
        }
        finally
        {
            RestMetrics.Called(call.Route, status, time.GetElapsedTime(sent));
        }
    }

    private static HttpRequestMessage CreateRequest(RestCall call)
    {
        var request = new HttpRequestMessage(call.Method, call.Path);
        if (call.Body is not null)
        {
            request.Content = new ByteArrayContent(call.Body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        if (AuditLogReason.Encode(call.Reason) is { } reason)
        {
            request.Headers.TryAddWithoutValidation(AuditLogReason.Header, reason);
        }

        return request;
    }

    private DiscordApiException Error(RestCall call, HttpStatusCode status, byte[] body, RateLimitAnswer answer, bool answerLost)
    {
        var error = ErrorReader.Read(body);
        NoteRefusal(call, status, error.Code, answer);
        return new DiscordApiException(status, error.Code, error.Message ?? status.ToString())
        {
            Fields = ErrorReader.Fields(error),
            AfterLostAnswer = answerLost,
        };
    }

    private void NoteRefusal(RestCall call, HttpStatusCode status, int code, RateLimitAnswer answer)
    {
        var counts = status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            || (status == HttpStatusCode.TooManyRequests && !answer.Shared);
        if (counts && limits.Refused.Count())
        {
            Log.TooManyRefused(logger, limits.Refused.Pause?.TotalMinutes ?? 0);
        }

        if (status == HttpStatusCode.Unauthorized && !call.IsInteraction)
        {
            limits.Refused.NoteTokenRefused();
            Log.TokenRefused(logger);
        }

        if (call.IsInteraction
            && code is DiscordErrorCode.UnknownWebhook or DiscordErrorCode.UnknownInteraction or DiscordErrorCode.InvalidWebhookToken)
        {
            limits.Gone.Add(call.Major);
        }
    }

    /// <summary>Before a call that would be refused, and counted against the address.</summary>
    private void ThrowIfFutile(RestCall call)
    {
        if (limits.Refused.TokenRefused)
        {
            throw new DiscordApiException(HttpStatusCode.Unauthorized, 0, "The token was refused before; nothing more is sent.") { NotSent = true };
        }

        if (limits.Refused.Pause is { } pause)
        {
            throw new DiscordApiException(
                HttpStatusCode.TooManyRequests, 0, $"Too many calls were refused; nothing is sent for {pause.TotalSeconds:0} s.") { NotSent = true };
        }

        if (call.IsInteraction && limits.Gone.Contains(call.Major))
        {
            throw new DiscordApiException(
                HttpStatusCode.NotFound, DiscordErrorCode.UnknownInteraction, "Discord no longer knows the interaction.") { NotSent = true };
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "{Route} is rate limited and waits")]
        public static partial void RateLimited(ILogger logger, string route);

        [LoggerMessage(LogLevel.Warning, "{Route} is repeated: {Reason}")]
        public static partial void Repeating(ILogger logger, string route, string reason);

        [LoggerMessage(LogLevel.Critical, "Discord does not accept the bot token (Discord:Token): no further call is made")]
        public static partial void TokenRefused(ILogger logger);

        [LoggerMessage(LogLevel.Critical, "Discord refused so many calls (401, 403, 429) that no further one is made for {Minutes:0.0} min: going on would get this address banned")]
        public static partial void TooManyRefused(ILogger logger, double minutes);
    }
}
