using Gova.AppHost.Local.Processes;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.AppHost.Local;

public sealed class HostProcessTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Nothing_survives_a_killed_host()
    {
        await using var host = HostProcess.Start();
        await host.UntilStartedAsync();

        host.Send(Signal.Kill);

        await Eventually.That(() => host.Others().Count == 0, Soon, "the kernel ends the children with the host");
    }

    [Fact]
    public async Task Nothing_survives_a_killed_dotnet_run()
    {
        await using var host = HostProcess.StartWithDotnetRun();
        await host.UntilStartedAsync();

        host.Send(Signal.Kill);

        await Eventually.That(() => host.Others().Count == 0, Soon, "the host stops when its parent has ended");
    }

    [Fact]
    public async Task A_terminated_host_stops_everything_and_ends_well_and_a_second_one_cannot_share_its_folder()
    {
        await using var host = HostProcess.Start();
        await host.UntilStartedAsync();

        await using (var second = HostProcess.Start(host.State))
        {
            Assert.NotEqual(0, await second.ExitCodeAsync());
            Assert.Contains("Another host already runs on", second.Output, StringComparison.Ordinal);
        }

        host.Send(Signal.Terminate);

        Assert.Equal(0, await host.ExitCodeAsync());
        Assert.Empty(host.Others());
        Assert.Contains("stopped after", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_tool_is_named_with_its_package_and_the_resource_that_needs_it()
    {
        var path = Directory.CreateTempSubdirectory("gova-path-");
        foreach (var folder in Environment.GetEnvironmentVariable("PATH")!.Split(':').Where(Directory.Exists))
        {
            foreach (var tool in Directory.EnumerateFiles(folder).Where(tool => Path.GetFileName(tool) != "java"))
            {
                var link = Path.Combine(path.FullName, Path.GetFileName(tool));
                if (!Path.Exists(link))
                {
                    File.CreateSymbolicLink(link, tool);
                }
            }
        }

        await using var host = HostProcess.Start(path: path.FullName);

        Assert.NotEqual(0, await host.ExitCodeAsync());
        Assert.Contains(
            "error: kafka: 'java' is missing; install the package 'openjdk-17-jre-headless'", host.Output, StringComparison.Ordinal);
        path.Delete(recursive: true);
    }
}
