using System.Globalization;
using Gova.AppHost.Local.Parts;
using Gova.AppHost.Local.Processes;

namespace Gova.AppHost.Local.Running;

/// <summary>Runs a service, one process per replica, and waits for its health endpoint.</summary>
internal sealed class ServiceLauncher(StateFolder state, ConsoleLog log)
{
    private static readonly TimeSpan HealthDeadline = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(15);

    public Task StartAsync(RunningResource resource, CancellationToken cancellationToken)
    {
        var command = resource.Model switch
        {
            ProjectResource project => OfProject(project),
            ExecutableResource executable => new ChildSpec(executable.Name, executable.Command, executable.Arguments)
            {
                WorkingDirectory = executable.WorkingDirectory,
            },
            var other => throw new NotSupportedException($"{other.GetType().Name} is not a service."),
        };
        return Task.WhenAll(Enumerable.Range(0, resource.Model.Replicas)
            .Select(replica => StartReplicaAsync(resource, command, replica, cancellationToken)));
    }

    private async Task StartReplicaAsync(RunningResource resource, ChildSpec command, int replica, CancellationToken cancellationToken)
    {
        var model = resource.Model;
        var name = model.Replicas == 1 ? model.Name : string.Create(CultureInfo.InvariantCulture, $"{model.Name}-{replica + 1}");
        var spec = command with
        {
            Name = name,
            Environment = await ServiceEnvironment.ResolveAsync(model, replica, name, state.Sub("telemetry"), cancellationToken),
        };
        log.Line(name, "starting");
        var child = await ChildProcess.StartAsync(spec, line => log.Line(name, line));
        resource.Add(child, Signal.Terminate, StopDeadline);
        if (model.HealthPath is { } path && model.Endpoints.FirstOrDefault() is { } endpoint)
        {
            await WaitUntilHealthyAsync(child, new Uri(endpoint.Url(replica) + path), cancellationToken);
            log.Line(name, $"healthy at {endpoint.Url(replica)}");
        }
    }

    private static async Task WaitUntilHealthyAsync(ChildProcess child, Uri address, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var healthy = HttpHealth.WaitAsync(address, stop.Token);
            await Readiness.WaitAsync(child, healthy, Signal.Terminate, HealthDeadline, cancellationToken);
        }
        finally
        {
            await stop.CancelAsync();
        }
    }

    /// <summary>A project runs from its build output, in its own folder, as with 'dotnet run'.</summary>
    private static ChildSpec OfProject(ProjectResource project)
    {
        var folder = Path.GetDirectoryName(project.ProjectPath)!;
        var assembly = Path.Combine(
            folder, "bin", Preparation.Metadata("Configuration"), Preparation.Metadata("TargetFramework"),
            Path.GetFileNameWithoutExtension(project.ProjectPath) + ".dll");
        if (!File.Exists(assembly))
        {
            throw new ResourceFailedException(project.Name, $"{assembly} is missing; run 'dotnet build Gova.sln'");
        }

        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        return new ChildSpec(project.Name, dotnet, [assembly, .. project.Arguments]) { WorkingDirectory = folder };
    }
}
