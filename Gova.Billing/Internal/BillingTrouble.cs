using System.Globalization;
using Gova.Billing.Checkouts;
using Gova.Billing.Stripe;
using Gova.ServiceDefaults.Internal;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Billing.Internal;

/// <summary>Answers what was refused, and for Stripe where it does not answer.</summary>
internal sealed partial class BillingTrouble(StripeClient stripe, ILogger<BillingTrouble> logger) : IEndpointFilter
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (!stripe.IsConfigured)
        {
            // No fault of this service, which nobody need wait for to recover.
            return InternalProblems.Of("billing-not-configured", StatusCodes.Status409Conflict, "Stripe:SecretKey is not set.");
        }

        try
        {
            return await next(context);
        }
        catch (BillingRefusedException e)
        {
            return Answer(e.Refusal);
        }
        catch (StripeException e) when (e.Param == "starting_after")
        {
            return InternalProblems.Malformed("after names nothing of this account.");
        }
        catch (StripeException e)
        {
            Note(http, e);
            http.Response.Headers.RetryAfter = Math.Ceiling((e.RetryAfter ?? Wait).TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return InternalProblems.Of("billing-unavailable", StatusCodes.Status503ServiceUnavailable, "Stripe does not answer just now.");
        }
    }

    private static ProblemHttpResult Answer(Refusal refusal) => refusal switch
    {
        Refusal.NoAccount => InternalProblems.Of("not-found", StatusCodes.Status404NotFound, "There is no such account."),
        Refusal.AlreadySubscribed => InternalProblems.Of("already-subscribed", StatusCodes.Status409Conflict, "It has a subscription."),
        Refusal.NoSubscription => InternalProblems.Of("no-subscription", StatusCodes.Status409Conflict, "It has no subscription."),
        _ => InternalProblems.Of("concurrent-change", StatusCodes.Status409Conflict, "Somebody else changed it at the same moment."),
    };

    private void Note(HttpContext http, StripeException e)
    {
        if (e.IsTemporary)
        {
            Log.Unanswered(logger, http.Request.Path, e.Message);
        }
        else
        {
            Log.Refused(logger, http.Request.Path, e.Message, e.RequestId);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Path} could not be answered: {Reason}")]
        public static partial void Unanswered(ILogger logger, string path, string reason);

        [LoggerMessage(LogLevel.Error, "{Path} could not be answered: {Reason} ({RequestId})")]
        public static partial void Refused(ILogger logger, string path, string reason, string? requestId);
    }
}
