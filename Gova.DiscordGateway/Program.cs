using Gova.Data;
using Gova.DiscordGateway.Actions;
using Gova.DiscordGateway.Commands;
using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Guilds;
using Gova.DiscordGateway.Internal;
using Gova.DiscordGateway.Listening;
using Gova.Messaging;
using Gova.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddGovaMessaging();
builder.AddGovaData();
builder.Services.AddOutboxRelay();
builder.Services.AddDiscord();
builder.Services.AddGuildModel();
builder.Services.AddCommands();
builder.Services.AddListening();
builder.Services.AddActionExecution();
builder.Services.AddInternal();

var app = builder.Build();
app.UseExceptionHandler();
app.UseStatusCodePages();
app.MapDefaultEndpoints();
app.MapInternal();
return await app.RunServiceAsync();

namespace Gova.DiscordGateway
{
    /// <summary>Marks this host's assembly for tests.</summary>
    public sealed class Program;
}
