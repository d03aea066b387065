var builder = WebApplication.CreateBuilder(args);
var app = builder.Build();
app.Run();

namespace Gova.Simulators
{
    /// <summary>Marks this host's assembly for tests.</summary>
    public sealed class Program;
}
