using Gova.Billing.Checkouts;
using Gova.Billing.Internal;
using Gova.Billing.Stripe;
using Gova.Billing.Subscriptions;
using Gova.Data;
using Gova.Messaging;
using Gova.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddGovaMessaging();
builder.AddGovaData();
builder.Services.AddStripe();
builder.Services.AddSubscriptions();
builder.Services.AddCheckouts();
builder.Services.AddInternal();

var app = builder.Build();
app.UseExceptionHandler();
app.UseStatusCodePages();
app.MapDefaultEndpoints();
app.MapInternal();
return await app.RunServiceAsync();

namespace Gova.Billing
{
    /// <summary>Marks this host's assembly for tests.</summary>
    public sealed class Program;
}
