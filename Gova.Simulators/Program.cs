using Gova.Simulators;
using Gova.Simulators.Discord;
using Microsoft.Extensions.Options;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<IValidateOptions<SimulatorOptions>, SimulatorOptionsValidator>();
builder.Services.AddOptions<SimulatorOptions>().BindConfiguration(SimulatorOptions.Section).ValidateOnStart();
builder.Services.AddDiscord();

var app = builder.Build();
app.UseWebSockets();
app.MapDiscord();
app.Run();

namespace Gova.Simulators
{
    /// <summary>Marks this host's assembly for tests.</summary>
    public sealed class Program;
}
