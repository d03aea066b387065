using Gova.Api.Auth;
using Gova.Api.Demo;
using Gova.Api.Discord;
using Gova.Api.Encryption;
using Gova.Api.Features.Accounts;
using Gova.Api.Features.Actions;
using Gova.Api.Features.Alerts;
using Gova.Api.Features.ApiKeys;
using Gova.Api.Features.Audit;
using Gova.Api.Features.Backtests;
using Gova.Api.Features.Clusters;
using Gova.Api.Features.Connections;
using Gova.Api.Features.Contact;
using Gova.Api.Features.Emails;
using Gova.Api.Features.Evaluations;
using Gova.Api.Features.Exports;
using Gova.Api.Features.Live;
using Gova.Api.Features.Members;
using Gova.Api.Features.Moderators;
using Gova.Api.Features.Payments;
using Gova.Api.Features.Sessions;
using Gova.Api.Features.Privacy;
using Gova.Api.Features.Shadow;
using Gova.Api.Features.Statistics;
using Gova.Api.Features.Teams;
using Gova.Api.Features.Webhooks;
using Gova.Api.Http;
using Gova.Api.Migrate;
using Gova.Data;
using Gova.Messaging;
using Gova.ServiceDefaults;

if (args is ["migrate", .. var rest])
{
    return await MigrateVerb.RunAsync(rest);
}

if (args is ["rotate-keys", .. var options])
{
    return await RotateKeysVerb.RunAsync(options);
}

// The pages lie beside the program, wherever it is started from.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.AddServiceDefaults();
builder.AddGovaData();
builder.AddGovaMessaging();
builder.AddGovaHttp();
builder.AddGovaAuth();
builder.Services.AddWebhooks();
builder.Services.AddPrivacy();
builder.AddEmails();
builder.AddContact();
builder.Services.AddAccounts();
builder.Services.AddOutboxRelay();
builder.Services.AddStatisticsKeeper();
builder.Services.AddModerators();
builder.Services.AddDiscordConnections();
builder.Services.AddHttpClient<GatewayClient>(http => http.BaseAddress = new Uri("http://gateway/"));
builder.Services.AddActions();
builder.Services.AddPayments();
builder.Services.AddLiveFeed();
builder.Services.AddSingleton<ExportSlots>();
builder.Services.AddMigration();
builder.Services.AddDemo();

var app = builder.Build();
await app.MigrateWhereOwnerAsync();

app.UseExceptionHandler();
app.UseStatusCodePages();
app.UseSecurityHeaders();
app.UseFileServer();
app.UseRouting();
app.UseRateLimiter();
app.UseAuthentication();
app.UseAuthorization();
app.UseMiddleware<CsrfProtection>();
app.UseMiddleware<ScopeProtection>();

app.MapDefaultEndpoints();
app.MapGet(OpenApi.Path, OpenApiText.Handle).ExcludeFromDescription();
app.MapAccounts();
app.MapSessions();
app.MapApiKeys();
app.MapModerators();
app.MapTeams();
app.MapAudit();
app.MapConnections();
app.MapEvaluations();
app.MapActions();
app.MapBacktests();
app.MapShadow();
app.MapMembers();
app.MapClusters();
app.MapStatistics();
app.MapExports();
app.MapAlerts();
app.MapLive();
app.MapWebhooks();
app.MapPrivacy();
app.MapPayments();
app.MapEmails();
app.MapContact();

return await app.RunServiceAsync();

namespace Gova.Api
{
    /// <summary>Marks this host's assembly for tests.</summary>
    public sealed class Program;
}
