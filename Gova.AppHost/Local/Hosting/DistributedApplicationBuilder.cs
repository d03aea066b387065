using Aspire.Hosting.Testing;
using Gova.AppHost.Local.Parts;
using Gova.AppHost.Local.Running;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>Collects the resources. Configuration: appsettings.json, user secrets, environment, command line.</summary>
internal sealed class DistributedApplicationBuilder : IDistributedApplicationTestingBuilder
{
    private const string SelectionKey = "Gova:Resources";

    private static readonly Dictionary<string, string> Switches = new()
    {
        ["--publisher"] = "Publishing:Publisher",
        ["--output-path"] = "Publishing:OutputPath",
        ["--resources"] = SelectionKey,
    };

    private readonly List<Resource> _resources = [];
    private readonly Lazy<StateFolder> _state;
    private readonly TestRun? _testRun;

    public DistributedApplicationBuilder(string[] args, TestRun? testRun = null)
    {
        _testRun = testRun;
        Configuration
            .AddJsonFile(Path.Combine(AppHostDirectory, "appsettings.json"), optional: true)
            .AddUserSecrets(typeof(DistributedApplicationBuilder).Assembly, optional: true)
            .AddEnvironmentVariables()
            .AddCommandLine(args, Switches);
        ExecutionContext = new(Configuration["Publishing:Publisher"] is null
            ? DistributedApplicationOperation.Run
            : DistributedApplicationOperation.Publish);
        _state = new(() => new StateFolder(Configuration["GOVA_STATE_DIR"], testRun is not null));
    }

    public ConfigurationManager Configuration { get; } = new();

    public string AppHostDirectory { get; } = Path.Combine(Preparation.RepositoryRoot, "Gova.AppHost");

    public DistributedApplicationExecutionContext ExecutionContext { get; }

    internal StateFolder State => _state.Value;

    internal IReadOnlyList<Resource> Resources => _resources;

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        if (_resources.Any(existing => existing.Name.Equals(resource.Name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new DistributedApplicationException($"There are two resources of the name '{resource.Name}'.");
        }

        _resources.Add((Resource)(object)resource);
        return CreateResourceBuilder(resource);
    }

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource => new ResourceBuilder<T>(this, resource);

    public DistributedApplication Build()
    {
        // A test wants the builder that the entry point has filled, not its application: the entry point ends here.
        if (_testRun is { } testRun && testRun.TryCapture(this))
        {
            throw new EntryPointStoppedException();
        }

        return new DistributedApplication(this, _testRun is not null);
    }

    public Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Build());
    }

    /// <summary>With <c>--resources a,b</c> those and what they wait for; else all. What has no process always belongs.</summary>
    /// <exception cref="DistributedApplicationException">A name is unknown.</exception>
    internal IReadOnlyList<Resource> Selected()
    {
        if (Configuration[SelectionKey] is not { Length: > 0 } selection)
        {
            return _resources;
        }

        var selected = _resources.Where(resource => resource is ParameterResource or ConnectionStringResource).ToHashSet();
        foreach (var name in selection.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            Add(_resources.Find(resource => resource.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw new DistributedApplicationException(
                    $"--resources: there is no resource '{name}'; "
                    + $"there are {string.Join(", ", _resources.Select(resource => resource.Name))}."));
        }

        return [.. _resources.Where(selected.Contains)];

        void Add(Resource resource)
        {
            selected.Add(resource);
            resource.Dependencies.ForEach(dependency => Add(dependency.Resource));
        }
    }

    private sealed record ResourceBuilder<T>(IDistributedApplicationBuilder ApplicationBuilder, T Resource) : IResourceBuilder<T>
        where T : IResource;
}
