using System.Globalization;
using Gova.AppHost.Local.Parts;
using Gova.AppHost.Local.Processes;

namespace Gova.AppHost.Local.Running;

/// <summary>Runs a service from its build output, one process per replica, and waits for its health endpoint.</summary>
internal sealed class ProjectLauncher(StateFolder state, ConsoleLog log)
{
    private static readonly TimeSpan HealthDeadline = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(15);

    public Task StartAsync(RunningResource resource, ProjectResource project, CancellationToken cancellationToken)
    {
        var assembly = AssemblyPath(project);
        return Task.WhenAll(Enumerable.Range(0, project.Replicas)
            .Select(replica => StartReplicaAsync(resource, project, assembly, replica, cancellationToken)));
    }

    private async Task StartReplicaAsync(
        RunningResource resource, ProjectResource project, string assembly, int replica, CancellationToken cancellationToken)
    {
        var name = project.Replicas == 1 ? project.Name : string.Create(CultureInfo.InvariantCulture, $"{project.Name}-{replica + 1}");
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var spec = new ChildSpec(name, host, [assembly, .. project.Arguments])
        {
            WorkingDirectory = Path.GetDirectoryName(project.ProjectPath)!,
            Environment = await ProjectEnvironment.ResolveAsync(project, replica, name, state.Sub("telemetry"), cancellationToken),
        };
        log.Line(name, "starting");
        var child = await ChildProcess.StartAsync(spec, line => log.Line(name, line));
        resource.Add(child, Signal.Terminate, StopDeadline);
        if (project.HealthPath is { } path && project.Endpoints.FirstOrDefault() is { } endpoint)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var healthy = HttpHealth.WaitAsync(new Uri(endpoint.Url(replica) + path), stop.Token);
            try
            {
                await Readiness.WaitAsync(child, healthy, Signal.Terminate, HealthDeadline, cancellationToken);
            }
            finally
            {
                await stop.CancelAsync();
            }

            log.Line(name, $"healthy at {endpoint.Url(replica)}");
        }
    }

    private static string AssemblyPath(ProjectResource project)
    {
        var path = Path.Combine(
            Path.GetDirectoryName(project.ProjectPath)!,
            "bin", Preparation.Metadata("Configuration"), Preparation.Metadata("TargetFramework"),
            Path.GetFileNameWithoutExtension(project.ProjectPath) + ".dll");
        return File.Exists(path)
            ? path
            : throw new ResourceFailedException(project.Name, $"{path} is missing; run 'dotnet build Gova.sln'");
    }
}
