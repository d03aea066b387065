using Aspire.Hosting.Testing;
using Gova.AppHost.Local.Publishing;
using Gova.AppHost.Local.Running;

namespace Aspire.Hosting;

/// <summary>The application on plain processes.</summary>
public sealed class DistributedApplication : IAsyncDisposable, IDisposable
{
    private readonly DistributedApplicationBuilder _builder;
    private readonly ConsoleLog _log;
    private Orchestrator? _orchestrator;
    private Task? _stop;

    internal DistributedApplication(DistributedApplicationBuilder builder, bool test)
    {
        _builder = builder;
        _log = test ? ConsoleLog.Silent() : ConsoleLog.ForConsole();
        ResourceNotifications = new(Find);
    }

    public ResourceNotificationService ResourceNotifications { get; }

    // Read first within a run, where an unknown name is reported like any other fault.
    internal IReadOnlyList<Resource> Resources => field ??= _builder.Selected();

    internal Task<Exception> Failure => _orchestrator!.Failure;

    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => new DistributedApplicationBuilder(args, TestRun.Current);

    /// <summary>Starts everything and returns; what each resource came to is told by ResourceNotifications.</summary>
    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken = default) =>
        (_stop ??= _orchestrator?.StopAsync() ?? Task.CompletedTask).WaitAsync(cancellationToken);

    /// <summary>Runs until Ctrl+C, a signal, the end of the parent, or a failure; or writes the manifest.</summary>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            if (_builder.ExecutionContext.IsPublishMode)
            {
                _log.Plain($"Manifest written to {ManifestFile.Write(_builder, Resources)}");
                return;
            }

            await new ConsoleRun(this, _builder.State, _log).RunAsync(cancellationToken);
        }
        catch (DistributedApplicationException exception)
        {
            _log.Error(exception.Message);
            Environment.ExitCode = 1;
        }
        finally
        {
            await DisposeAsync();
        }
    }

    public void Run() => RunAsync().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_orchestrator is { } orchestrator)
        {
            _orchestrator = null;
            orchestrator.Dispose();
            _builder.State.Dispose();
        }
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    internal Orchestrator Start()
    {
        _builder.State.Acquire();
        _log.Resources(Resources.Where(resource => resource is ContainerResource or ProjectResource).Select(resource => resource.Name));
        var launchers = new Launchers(_builder.State, _log, createTopics: Resources.OfType<ProjectResource>().Any());
        _orchestrator = new Orchestrator(Resources, _builder.Resources, launchers, _builder.State, _log);
        _orchestrator.Start();
        return _orchestrator;
    }

    internal RunningResource Find(string name)
    {
        var orchestrator = _orchestrator ?? throw new InvalidOperationException("The application is not started.");
        return orchestrator.Resources.FirstOrDefault(resource => resource.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"There is no resource '{name}'.", nameof(name));
    }
}
