var builder = WebApplication.CreateBuilder(args);
var app = builder.Build();
app.Run();

namespace Gova.Api
{
    /// <summary>Marks this host's assembly for tests.</summary>
    public sealed class Program;
}
