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

    private volatile bool _tokenRefused;

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
            catch (DiscordApiException e) when (e.Status == HttpStatusCode.TooManyRequests && !last)
            {
                // Not executed, so even an unsafe call goes again: the limiter now knows when.
                Log.RateLimited(logger, call.Route);
                continue;
            }
            catch (Exception e) when (call.MayRepeat && !last && e is HttpRequestException or TimeoutException or DiscordApiException { IsTemporary: true })
            {
                answerLost = true;
                Log.Repeating(logger, call.Route, e.Message);
            }

            await Task.Delay(FirstDelay * Math.Pow(2, attempt - 1) * (0.5 + Random.Shared.NextDouble()), time, cancellationToken);
        }
    }

    private async Task<byte[]> SendOnceAsync(RestCall call, bool answerLost, CancellationToken cancellationToken)
    {
        ThrowIfTokenRefused();
        using var turn = await limits.WaitAsync(call.Route, call.Major, cancellationToken);
        ThrowIfTokenRefused();
        using var request = CreateRequest(call);
        using var deadline = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            using var response = await http.SendAsync(request, either.Token);
            var body = await response.Content.ReadAsByteArrayAsync(either.Token);
            turn.Learn(RateLimitAnswer.Read(response, body));
            return response.IsSuccessStatusCode ? body : throw Error(call, response.StatusCode, body, answerLost);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Discord did not answer {call.Route} within {Timeout.TotalSeconds} s.");
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

    private DiscordApiException Error(RestCall call, HttpStatusCode status, byte[] body, bool answerLost)
    {
        if (status == HttpStatusCode.Unauthorized && !call.IsInteraction)
        {
            _tokenRefused = true;
            Log.TokenRefused(logger);
        }

        var error = ErrorReader.Read(body);
        return new DiscordApiException(status, error.Code, error.Message ?? status.ToString())
        {
            Fields = ErrorReader.Fields(error),
            AfterLostAnswer = answerLost,
        };
    }

    private void ThrowIfTokenRefused()
    {
        if (_tokenRefused)
        {
            throw new DiscordApiException(HttpStatusCode.Unauthorized, 0, "The token was refused before; nothing more is sent.");
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
    }
}
