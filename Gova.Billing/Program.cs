using Gova.Billing.Checkouts;
using Gova.Billing.Grace;
using Gova.Billing.Internal;
using Gova.Billing.Reconciliations;
using Gova.Billing.Stripe;
using Gova.Billing.Subscriptions;
using Gova.Billing.Webhooks;
using Gova.Data;
using Gova.Messaging;
using Gova.ServiceDefaults;

if (args is [EventsVerb.Events, .. var shown])
{
    return await EventsVerb.ShowAsync(shown);
}

if (args is [EventsVerb.Replay, .. var replayed])
{
    return await EventsVerb.ReplayAsync(replayed);
}

if (args is [ReconcileVerb.Name, .. var compared])
{
    return await ReconcileVerb.RunAsync(compared);
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddGovaMessaging();
builder.AddGovaData();
builder.Services.AddStripe();
builder.Services.AddSubscriptions();
builder.Services.AddCheckouts();
builder.Services.AddInternal();
builder.Services.AddStripeWebhooks();
builder.Services.AddGrace();
builder.Services.AddReconciliation();
builder.Services.AddOutboxRelay();

var app = builder.Build();
app.UseExceptionHandler();
app.UseStatusCodePages();
app.MapDefaultEndpoints();
app.MapInternal();
app.MapStripeWebhooks();
return await app.RunServiceAsync();

namespace Gova.Billing
{
    /// <summary>Marks this host's assembly for tests.</summary>
    public sealed class Program;
}
