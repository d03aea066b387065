using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Gova.Billing.Stripe;

/// <summary>
/// Stripe's REST API. Every change carries an idempotency key, so that a call whose answer was lost can be made again: it is, a few
/// times, and by the caller later under the same key. Stands in for Stripe.net.
/// </summary>
internal sealed partial class StripeClient(
    IHttpClientFactory http, IOptions<StripeOptions> options, TimeProvider time, ILogger<StripeClient> logger)
{
    /// <summary>The version of the API that this client is written for, whatever the account's own is.</summary>
    public const string ApiVersion = "2025-02-24.acacia";

    /// <summary>The HTTP client's name.</summary>
    public const string Name = "stripe";

    private const int PageSize = 100;

    public bool IsConfigured => options.Value.IsConfigured;

    /// <param name="path">Behind <c>/v1/</c>, e.g. <c>customers/cus_…</c>.</param>
    /// <exception cref="StripeException">Stripe refused, or could not be asked; so of the other calls.</exception>
    public Task<T> GetAsync<T>(string path, StripeParameters? query, CancellationToken cancellationToken)
        where T : class => SendAsync<T>(HttpMethod.Get, path, query, null, cancellationToken);

    /// <param name="idempotencyKey">Under one key a change happens once within 24 hours, and is answered alike; a new key unless given.</param>
    public Task<T> PostAsync<T>(string path, StripeParameters? form, string? idempotencyKey, CancellationToken cancellationToken)
        where T : class => SendAsync<T>(HttpMethod.Post, path, form, idempotencyKey ?? Guid.NewGuid().ToString(), cancellationToken);

    /// <summary>What is deleted already is answered as missing (<see cref="StripeException.IsMissing"/>).</summary>
    public Task<T> DeleteAsync<T>(string path, CancellationToken cancellationToken)
        where T : class => SendAsync<T>(HttpMethod.Delete, path, null, null, cancellationToken);

    /// <summary>All of a list, page after page, the newest first.</summary>
    public async IAsyncEnumerable<T> ListAsync<T>(
        string path, StripeParameters? query, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IStripeObject
    {
        string? after = null;
        while (true)
        {
            var page = await PageAsync<T>(path, query, PageSize, after, cancellationToken);
            foreach (var item in page.Data)
            {
                yield return item;
            }

            if (!page.HasMore || page.Data.Count == 0)
            {
                yield break;
            }

            after = page.Data[^1].Id;
        }
    }

    /// <summary>A part of a list.</summary>
    /// <param name="after">The id behind which it goes on.</param>
    public Task<StripeList<T>> PageAsync<T>(
        string path, StripeParameters? query, int limit, string? after, CancellationToken cancellationToken)
        where T : class, IStripeObject
    {
        var parameters = new StripeParameters { ["limit"] = limit, ["starting_after"] = after };
        foreach (var (name, value) in query ?? [])
        {
            parameters[name] = value;
        }

        return GetAsync<StripeList<T>>(path, parameters, cancellationToken);
    }

    private async Task<T> SendAsync<T>(
        HttpMethod method, string path, StripeParameters? parameters, string? key, CancellationToken cancellationToken)
        where T : class
    {
        if (!IsConfigured)
        {
            throw new StripeException(StripeErrorKind.NotConfigured, "Stripe:SecretKey is not set.");
        }

        var form = StripeForm.Encode(parameters);
        var retries = new StripeRetries(time);
        for (var attempt = 1; ; attempt++)
        {
            StripeException error;
            bool? advice = null;
            try
            {
                using var response = await SendOnceAsync(method, path, form, key, cancellationToken);
                var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
                if (response.IsSuccessStatusCode)
                {
                    return Read<T>(body);
                }

                (error, advice) = (StripeErrors.Read(response, body, time), StripeErrors.Advice(response));
            }
            catch (StripeException e)
            {
                error = e;
            }

            if (retries.Next(attempt, error, advice) is not { } delay)
            {
                throw error;
            }

            Log.Repeating(logger, method, path, error.Message);
            await Task.Delay(delay, time, cancellationToken);
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(
        HttpMethod method, string path, string form, string? key, CancellationToken cancellationToken)
    {
        var isPost = method == HttpMethod.Post;
        var query = isPost || form.Length == 0 ? "" : $"?{form}";
        using var request = new HttpRequestMessage(method, $"{options.Value.BaseUrl.TrimEnd('/')}/v1/{path}{query}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Value.SecretKey);
        request.Headers.Add("Stripe-Version", ApiVersion);
        if (isPost)
        {
            request.Headers.Add("Idempotency-Key", key);
            request.Content = new StringContent(form, Encoding.ASCII, new MediaTypeHeaderValue("application/x-www-form-urlencoded"));
        }

        using var deadline = new CancellationTokenSource(StripeRetries.AttemptTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return await http.CreateClient(Name).SendAsync(request, either.Token);
        }
        catch (HttpRequestException e)
        {
            throw new StripeException(StripeErrorKind.Connection, "Stripe does not answer.", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StripeException(StripeErrorKind.Connection, "Stripe does not answer in time.", e);
        }
    }

    private static T Read<T>(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(body, StripeJson.Options) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new StripeException(StripeErrorKind.Api, "Stripe's answer cannot be read.", e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Method} {Path} at Stripe is repeated: {Reason}")]
        public static partial void Repeating(ILogger logger, HttpMethod method, string path, string reason);
    }
}
