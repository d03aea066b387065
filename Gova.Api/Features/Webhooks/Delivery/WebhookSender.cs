using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Gova.Data.Encryption;
using Gova.Data.Webhooks;
using Microsoft.Extensions.Options;

namespace Gova.Api.Features.Webhooks.Delivery;

/// <summary>Makes one attempt.</summary>
internal sealed class WebhookSender(GuardedHandler handler, Encryptor encryptor, IOptions<WebhookOptions> options, TimeProvider time) : IDisposable
{
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    /// <summary>Of an answer no more is read.</summary>
    private const int MaxAnswer = 1_000;

    private readonly HttpMessageInvoker _http = handler.CreateInvoker();

    public async Task<DeliveryOutcome> SendAsync(ClaimedDelivery delivery, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var timeout = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var request = Request(delivery);
            using var response = await _http.SendAsync(request, either.Token);
            var (status, excerpt) = ((short)response.StatusCode, await ExcerptAsync(response, either.Token));
            return response.IsSuccessStatusCode
                ? new DeliveryOutcome(true, status, null, Milliseconds(), excerpt)
                : new DeliveryOutcome(false, status, $"It answers {status}.", Milliseconds(), excerpt);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new DeliveryOutcome(false, null, $"It took longer than {Timeout.TotalSeconds:0} seconds.", Milliseconds(), null);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // What exactly went wrong below could tell of this network.
            var error = e.GetBaseException() is AddressRefusedException or WebhookRefusedException ? e.GetBaseException().Message : "It cannot be reached.";
            return new DeliveryOutcome(false, null, error, Milliseconds(), null);
        }

        int Milliseconds() => (int)time.GetElapsedTime(started).TotalMilliseconds;
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(ClaimedDelivery delivery)
    {
        if (WebhookInput.Objection(delivery.Url, options.Value) is { } objection)
        {
            throw new WebhookRefusedException($"The url {objection}.");
        }

        var (id, now) = (delivery.EventId.ToString(), time.GetUtcNow().ToUnixTimeSeconds());
        var secrets = new[] { delivery.Secret, delivery.Previous }.OfType<EncryptedText>()
            .Select(secret => encryptor.Decrypt(secret, Purposes.WebhookSecret, delivery.EndpointId));
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(delivery.Payload));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return new HttpRequestMessage(HttpMethod.Post, delivery.Url)
        {
            Content = content,
            Headers =
            {
                { "User-Agent", "Gova-Webhooks/1" },
                { "webhook-id", id },
                { "webhook-timestamp", now.ToString(CultureInfo.InvariantCulture) },
                { "webhook-signature", WebhookSignature.Sign(secrets, id, now, delivery.Payload) },
            },
        };
    }

    private static async Task<string> ExcerptAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxAnswer];
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var length = await stream.ReadAtLeastAsync(buffer, MaxAnswer, throwOnEndOfStream: false, cancellationToken);
        return new string([.. Encoding.UTF8.GetString(buffer, 0, length).Where(c => !char.IsControl(c) || c is '\n')]);
    }
}

/// <summary>It may not be sent there, whoever allowed it once.</summary>
internal sealed class WebhookRefusedException(string message) : Exception(message);
