using Gova.Simulators.Stripe;
using Gova.Simulators.Stripe.Webhooks;
using Gova.Simulators.Stripe.World;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Gova.Simulators.Control;

/// <summary>Makes Stripe fail, and its events come late, twice, out of order or not at all.</summary>
internal static class StripeFaultEndpoints
{
    public static void MapStripeFaults(this IEndpointRouteBuilder control)
    {
        control.MapGet("/stripe", Get);
        control.MapPut("/stripe", Set);
        control.MapGet("/stripe/requests", ListRequests);
        control.MapPost("/stripe/clock", Advance);
    }

    private static StripeView Get(StripeFaults faults, DeliveryFaults deliveries, Charges charges, StripeClock clock) => new(
        clock.Now,
        faults.Outage,
        faults.Left(StripeFault.Fail),
        faults.Left(StripeFault.RateLimit),
        faults.Left(StripeFault.Hang),
        faults.Left(StripeFault.Drop),
        faults.Left(StripeFault.LoseResponse),
        faults.Left(StripeFault.FailAfter),
        deliveries.Hold,
        deliveries.Duplicates,
        deliveries.ReorderWindow,
        deliveries.LoseNext,
        charges.AfterRetries);

    private static Results<Ok<StripeView>, ValidationProblem> Set(
        StripeRequest request,
        StripeFaults faults,
        DeliveryFaults deliveries,
        Deliveries all,
        Charges charges,
        StripeWorld world,
        IOptions<StripeSimulatorOptions> options)
    {
        if (new[] { request.DelayMs, request.LatencyMs, request.Duplicates, request.ReorderWindow }.Any(number => number < 0) || request.FailStatus is < 400 or > 599)
        {
            return Invalid.Field("delay_ms, latency_ms, duplicates, reorder_window, fail_status", "Must not be negative; a status lies between 400 and 599.");
        }

        Change(request, faults);
        deliveries.Hold = request.Hold ?? deliveries.Hold;
        deliveries.Duplicates = request.Duplicates ?? deliveries.Duplicates;
        deliveries.ReorderWindow = request.ReorderWindow ?? deliveries.ReorderWindow;
        deliveries.LoseNext = request.LoseDeliveriesNext ?? deliveries.LoseNext;
        deliveries.Delay = request.DelayMs is { } delay ? TimeSpan.FromMilliseconds(delay) : deliveries.Delay;
        lock (world.Gate)
        {
            charges.AfterRetries = request.AfterRetries ?? charges.AfterRetries;
            if (request.WebhookUrl is not null || request.WebhookSecrets is not null)
            {
                all.Configure(request.WebhookUrl, request.WebhookSecrets, options.Value, world.Clock.Now);
            }
        }

        return TypedResults.Ok(Get(faults, deliveries, charges, world.Clock));
    }

    private static void Change(StripeRequest request, StripeFaults faults)
    {
        foreach (var (fault, times) in new[]
        {
            (StripeFault.Fail, request.FailNext),
            (StripeFault.RateLimit, request.RateLimitNext),
            (StripeFault.Hang, request.HangNext),
            (StripeFault.Drop, request.DropNext),
            (StripeFault.LoseResponse, request.LoseResponseNext),
            (StripeFault.FailAfter, request.FailAfterNext),
        })
        {
            if (times is { } next)
            {
                faults.Set(fault, next);
            }
        }

        faults.Outage = request.Outage ?? faults.Outage;
        faults.FailStatus = request.FailStatus ?? faults.FailStatus;
        faults.RetryAfterSeconds = request.RetryAfterSeconds ?? faults.RetryAfterSeconds;
        faults.Latency = request.LatencyMs is { } latency ? TimeSpan.FromMilliseconds(latency) : faults.Latency;
        faults.OnlyMethod = request.OnlyMethod is { } method ? EmptyAsNull(method) : faults.OnlyMethod;
        faults.OnlyPath = request.OnlyPath is { } path ? EmptyAsNull(path) : faults.OnlyPath;
    }

    private static string? EmptyAsNull(string text) => text.Length > 0 ? text : null;

    private static RequestsView ListRequests(RequestLog log, int after = 0) => new(log.After(after));

    /// <summary>Time passes at Stripe, and all that is due in it happens.</summary>
    private static Results<Ok<ClockView>, ValidationProblem> Advance(ClockRequest request, Life life, StripeClock clock)
    {
        var by = TimeSpan.FromDays(request.Days) + TimeSpan.FromSeconds(request.Seconds);
        if (by <= TimeSpan.Zero || by > TimeSpan.FromDays(3_660))
        {
            return Invalid.Field("days, seconds", "Time goes forward, and ten years at most.");
        }

        life.Advance(by);
        return TypedResults.Ok(new ClockView(clock.Now));
    }

    internal sealed record ClockRequest(double Days = 0, double Seconds = 0);

    internal sealed record ClockView(DateTimeOffset Now);

    internal sealed record RequestsView(IReadOnlyList<LoggedCall> Requests);

    internal sealed record StripeView(
        DateTimeOffset Now,
        bool Outage,
        int FailNext,
        int RateLimitNext,
        int HangNext,
        int DropNext,
        int LoseResponseNext,
        int FailAfterNext,
        bool Hold,
        int Duplicates,
        int ReorderWindow,
        int LoseDeliveriesNext,
        AfterRetries AfterRetries);
}
