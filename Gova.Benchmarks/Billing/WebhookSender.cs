using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gova.Benchmarks.Api;

namespace Gova.Benchmarks.Billing;

/// <summary>Sends signed events at a steady rate, whether or not those before are answered, as Stripe does.</summary>
internal sealed class WebhookSender(HttpClient http, string secret, IReadOnlyList<string> customers)
{
    private static readonly string[] Types =
        ["customer.subscription.updated", "invoice.paid", "customer.subscription.created", "invoice.payment_failed"];

    private int _refused;
    private int _sent;

    public int Refused => _refused;

    public int Sent => _sent;

    /// <returns>From when each was due to its answer, in milliseconds.</returns>
    public async Task<Latencies> RunAsync(int perSecond, TimeSpan length, CancellationToken cancellationToken)
    {
        var all = (int)(perSecond * length.TotalSeconds);
        var answers = new List<Task<double>>(all);
        var begun = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (answers.Count < all && await timer.WaitForNextTickAsync(cancellationToken))
        {
            for (var due = Math.Min(all, (int)(TimeProvider.System.GetElapsedTime(begun).TotalSeconds * perSecond)); answers.Count < due;)
            {
                answers.Add(TimeAsync(answers.Count));
            }
        }

        return new Latencies(await Task.WhenAll(answers));

        async Task<double> TimeAsync(int n)
        {
            await SendAsync(Interlocked.Increment(ref _sent), cancellationToken);
            return (TimeProvider.System.GetElapsedTime(begun) - TimeSpan.FromSeconds((double)n / perSecond)).TotalMilliseconds;
        }
    }

    private async Task SendAsync(int n, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            id = $"evt_benchmark_{n:D8}",
            @object = "event",
            created = now,
            livemode = false,
            type = Types[n % Types.Length],
            // As much as Stripe says of a subscription.
            data = new { @object = new { id = $"sub_{n}", customer = customers[n % customers.Count], description = new string('x', 3_000) } },
        });
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{now}.").Concat(body).ToArray());
        using var request = new HttpRequestMessage(HttpMethod.Post, "webhooks/stripe") { Content = new ByteArrayContent(body) };
        request.Headers.Add("Stripe-Signature", $"t={now},v1={Convert.ToHexStringLower(signature)}");
        using var response = await http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            Interlocked.Increment(ref _refused);
        }
    }
}
