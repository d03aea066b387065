using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Gova.Api.Discord;
using Gova.Api.Http;

namespace Gova.Api.Features.Payments;

/// <summary>Why billing does not do what was asked.</summary>
internal sealed class BillingException(Problem problem, Exception? inner = null) : Exception(problem.Title, inner)
{
    public Problem Problem { get; } = problem;

    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>Asks the billing service, which alone speaks to Stripe, on behalf of accounts.</summary>
internal sealed class BillingClient(HttpClient http, IConfiguration configuration)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);

    /// <summary>What billing may answer, by its type.</summary>
    private static readonly Dictionary<string, Problem> Known = new[]
    {
        Problems.BillingNotConfigured, Problems.BillingUnavailable, Problems.AlreadySubscribed, Problems.NoSubscription, Problems.ConcurrentChange,
        Problems.MalformedRequest,
    }.ToDictionary(problem => problem.Type);

    /// <exception cref="BillingException">It is not done; so of the other calls.</exception>
    public Task<BillingCheckout> StartCheckoutAsync(Guid userId, BillingInterval interval, CancellationToken cancellationToken) =>
        AskAsync<BillingCheckout>(HttpMethod.Post, userId, "checkout", new { interval = interval == BillingInterval.Year ? "year" : "month" }, cancellationToken);

    public Task<BillingPage> OpenPortalAsync(Guid userId, CancellationToken cancellationToken) =>
        AskAsync<BillingPage>(HttpMethod.Post, userId, "portal", null, cancellationToken);

    public Task CancelAsync(Guid userId, CancellationToken cancellationToken) =>
        SendAsync<object>(HttpMethod.Post, userId, "cancel", null, cancellationToken);

    public Task ResumeAsync(Guid userId, CancellationToken cancellationToken) =>
        SendAsync<object>(HttpMethod.Post, userId, "resume", null, cancellationToken);

    public Task<BillingInvoices> ListInvoicesAsync(Guid userId, int limit, string? after, CancellationToken cancellationToken) =>
        AskAsync<BillingInvoices>(
            HttpMethod.Get, userId, $"invoices?limit={limit}{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}", null, cancellationToken);

    /// <summary>Ends at Stripe what there is of an account that was deleted.</summary>
    public Task<BillingErasure> EraseAsync(Guid userId, CancellationToken cancellationToken) =>
        AskAsync<BillingErasure>(HttpMethod.Post, userId, "erase", null, cancellationToken);

    private async Task<T> AskAsync<T>(HttpMethod method, Guid userId, string path, object? body, CancellationToken cancellationToken)
        where T : class =>
        await SendAsync<T>(method, userId, path, body, cancellationToken) ?? throw new BillingException(Problems.BillingUnavailable) { RetryAfter = Wait };

    /// <returns>Null where there is nothing to say.</returns>
    private async Task<T?> SendAsync<T>(HttpMethod method, Guid userId, string path, object? body, CancellationToken cancellationToken)
        where T : class
    {
        if (configuration[GatewayClient.KeySetting] is not { Length: > 0 } key)
        {
            throw new BillingException(Problems.BillingNotConfigured);
        }

        using var request = new HttpRequestMessage(method, $"internal/accounts/{userId}/{path}") { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw await ReadProblemAsync(response, cancellationToken);
            }

            return response.StatusCode == HttpStatusCode.NoContent ? null : await response.Content.ReadFromJsonAsync<T>(Json, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new BillingException(Problems.BillingUnavailable, e) { RetryAfter = Wait };
        }
    }

    private static async Task<BillingException> ReadProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Json, cancellationToken);
        var type = answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("type", out var text) ? text.GetString() : null;
        return new BillingException(Known.GetValueOrDefault(type ?? "", Problems.BillingUnavailable)) { RetryAfter = response.Headers.RetryAfter?.Delta ?? Wait };
    }
}

/// <summary>How often is paid.</summary>
internal enum BillingInterval
{
    Month,
    Year,
}

internal sealed record BillingCheckout(Guid CheckoutId, string Url, DateTimeOffset ExpiresAt);

internal sealed record BillingPage(string Url);

/// <param name="Customers">Those that are gone at Stripe now.</param>
/// <param name="Subscriptions">Those that were cancelled for it.</param>
internal sealed record BillingErasure(int Customers, int Subscriptions);

internal sealed record BillingInvoices(IReadOnlyList<BillingInvoice> Invoices, string? Next);

/// <param name="Total">In the currency's smallest unit, as the other amounts.</param>
internal sealed record BillingInvoice(
    string Id, string? Number, string? Status, string Currency, long Total, long AmountDue, long AmountPaid, DateTimeOffset Created,
    DateTimeOffset PeriodStart, DateTimeOffset PeriodEnd, string? HostedInvoiceUrl, string? InvoicePdf);
