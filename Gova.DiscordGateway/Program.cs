using Gova.Data;
using Gova.DiscordGateway.Actions;
using Gova.DiscordGateway.Commands;
using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Guilds;
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

var app = builder.Build();
app.MapDefaultEndpoints();
return await app.RunServiceAsync();

namespace Gova.DiscordGateway
{
    /// <summary>Marks this host's assembly for tests.</summary>
    public sealed class Program;
}
