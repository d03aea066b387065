using Gova.Simulators;

SimulatorHost.Build(WebApplication.CreateBuilder(args)).Run();

namespace Gova.Simulators
{
    /// <summary>Marks this host's assembly for tests.</summary>
    public sealed class Program;
}
