using Gova.Billing.Checkouts;
using Gova.Billing.Internal;
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

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddGovaMessaging();
builder.AddGovaData();
builder.Services.AddStripe();
builder.Services.AddSubscriptions();
builder.Services.AddCheckouts();
builder.Services.AddInternal();
builder.Services.AddStripeWebhooks();
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
