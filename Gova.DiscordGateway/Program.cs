using Gova.Data;
using Gova.DiscordGateway.Actions;
using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Listening;
using Gova.Messaging;

var builder = WebApplication.CreateBuilder(args);
builder.AddGovaMessaging();
builder.AddGovaData();
builder.Services.AddOutboxRelay();
builder.Services.AddDiscord();
builder.Services.AddListening();
builder.Services.AddActionExecution();

var app = builder.Build();
app.Run();

namespace Gova.DiscordGateway
{
    /// <summary>Marks this host's assembly for tests.</summary>
    public sealed class Program;
}
