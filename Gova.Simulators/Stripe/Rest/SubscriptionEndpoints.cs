using System.Text.Json.Nodes;
using Gova.Simulators.Stripe.Json;
using Gova.Simulators.Stripe.World;

namespace Gova.Simulators.Stripe.Rest;

/// <summary><c>/v1/subscriptions</c>; they begin by a checkout.</summary>
internal static class SubscriptionEndpoints
{
    private static readonly string[] Feedback =
        ["customer_service", "low_quality", "missing_features", "other", "switched_service", "too_complex", "too_expensive", "unused"];

    private static readonly string[] Statuses =
        ["active", "all", "canceled", "ended", "incomplete", "incomplete_expired", "past_due", "paused", "trialing", "unpaid"];

    public static void MapSubscriptions(this IEndpointRouteBuilder api)
    {
        api.MapGet("/subscriptions", List);
        api.MapGet("/subscriptions/{id}", Get);
        api.MapPost("/subscriptions/{id}", Update);
        api.MapPost("/subscriptions/{id}/resume", Resume);
        api.MapDelete("/subscriptions/{id}", Cancel);
    }

    /// <summary>Without a status, all that are not canceled.</summary>
    private static JsonObject List(Parameters parameters, StripeWorld world)
    {
        var (page, customer, price) = (ListPage.Read(parameters), parameters.Text("customer"), parameters.Text("price"));
        var (status, clock) = (parameters.Choice("status", Statuses), parameters.Text("test_clock"));
        parameters.Close();
        lock (world.Gate)
        {
            if (customer is not null && !world.Customers.ContainsKey(customer))
            {
                throw StripeException.NoSuch("customer", customer, "customer");
            }

            var found = world.Subscriptions.Values.Where(subscription => (customer is null || subscription.Customer.Id == customer)
                && (price is null || subscription.Price.Id == price) && (clock is null || (subscription.Customer.Clock as TestClock)?.Id == clock)
                && (status switch
                {
                    "all" => true,
                    null => !subscription.Ended,
                    "ended" => subscription.Ended,
                    _ => JsonParts.Name(subscription.Status) == status,
                }));
            return page.Write(found, "/v1/subscriptions", SubscriptionJson.Subscription);
        }
    }

    private static JsonObject Get(string id, Parameters parameters, StripeWorld world)
    {
        parameters.Close();
        lock (world.Gate)
        {
            return SubscriptionJson.Subscription(world.Subscription(id));
        }
    }

    private static JsonObject Update(string id, Parameters parameters, StripeWorld world, Announcer announcer, SubscriptionLife life)
    {
        lock (world.Gate)
        {
            var subscription = world.Subscription(id);
            var (ends, endsAt) = (parameters.Flag("cancel_at_period_end"), parameters.Unsettable("cancel_at"));
            var at = endsAt is { Length: > 0 } ? parameters.Time("cancel_at") : null;
            var (metadata, description) = (parameters.Metadata(subscription.Metadata), parameters.Unsettable("description"));
            var details = ReadDetails(parameters, subscription);
            var (price, quantity) = ReadItem(parameters, world, subscription);
            parameters.Choice("proration_behavior", "always_invoice", "create_prorations", "none");
            parameters.Close();
            if (subscription.Ended && (ends ?? endsAt ?? price ?? description as object) is not null)
            {
                throw StripeException.Invalid("A canceled subscription can only update its cancellation_details and metadata.");
            }

            var begunAnew = false;
            announcer.Change(subscription, () =>
            {
                subscription.Metadata = metadata ?? subscription.Metadata;
                subscription.Description = description is null ? subscription.Description : description.Length == 0 ? null : description;
                details();
                if (ends is { } end)
                {
                    SubscriptionLife.EndWithPeriod(subscription, end);
                }
                else if (endsAt is not null)
                {
                    (subscription.CancelAt, subscription.CancelAtPeriodEnd) = (at, false);
                    subscription.CanceledAt = at is null ? null : subscription.Customer.Clock.Now;
                }

                if (price is not null)
                {
                    begunAnew = SubscriptionLife.ChangePrice(subscription, price, quantity);
                }
            });
            if (begunAnew)
            {
                life.ChargeNow(subscription);
            }

            return SubscriptionJson.Subscription(subscription);
        }
    }

    private static JsonObject Resume(string id, Parameters parameters, StripeWorld world, SubscriptionLife life)
    {
        parameters.Choice("billing_cycle_anchor", "now", "unchanged");
        parameters.Choice("proration_behavior", "always_invoice", "create_prorations", "none");
        parameters.Close();
        lock (world.Gate)
        {
            var subscription = world.Subscription(id);
            if (subscription.Status != SubscriptionStatus.Paused)
            {
                throw StripeException.Invalid($"Only paused subscriptions can be resumed; this one is {JsonParts.Name(subscription.Status)}.");
            }

            life.Resume(subscription);
            return SubscriptionJson.Subscription(subscription);
        }
    }

    private static JsonObject Cancel(string id, Parameters parameters, StripeWorld world, Charges charges)
    {
        lock (world.Gate)
        {
            var subscription = world.Subscription(id);
            var details = ReadDetails(parameters, subscription);
            parameters.Flag("invoice_now");
            parameters.Flag("prorate");
            parameters.Close();
            if (subscription.Ended)
            {
                throw StripeException.NoSuch("subscription", id);
            }

            details();
            charges.End(subscription, "cancellation_requested");
            return SubscriptionJson.Subscription(subscription);
        }
    }

    private static Action ReadDetails(Parameters parameters, Subscription subscription)
    {
        var details = parameters.Object("cancellation_details");
        var (comment, feedback) = (details?.Text("comment"), details?.Choice("feedback", Feedback));
        return () => (subscription.CancelComment, subscription.CancelFeedback) = (comment ?? subscription.CancelComment, feedback ?? subscription.CancelFeedback);
    }

    private static (Price? Price, long Quantity) ReadItem(Parameters parameters, StripeWorld world, Subscription subscription)
    {
        if (parameters.List("items") is not [var item, ..] items)
        {
            return (null, 0);
        }

        if (items.Count > 1 || item.Required("id") != subscription.ItemId)
        {
            throw StripeException.NoSuch("subscription_item", item.Required("id"), item.Path("id"));
        }

        var price = item.Text("price") is { } id ? world.Price(id, item.Path("price")) : subscription.Price;
        return (price, item.Integer("quantity", 1) ?? subscription.Quantity);
    }
}
