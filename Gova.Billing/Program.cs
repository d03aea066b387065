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

var app = builder.Build();
app.MapDefaultEndpoints();
return await app.RunServiceAsync();

namespace Gova.Billing
{
    /// <summary>Marks this host's assembly for tests.</summary>
    public sealed class Program;
}
