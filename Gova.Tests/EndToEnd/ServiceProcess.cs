using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Sockets;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.EndToEnd;

/// <summary>A service as it is deployed, from its own build output, which can be killed and started again at the same address.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(90);

    private readonly string _project;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly string _health;
    private readonly ConcurrentQueue<string> _output = new();
    private Process? _process;

    private ServiceProcess(string project, IReadOnlyDictionary<string, string> environment, string health)
    {
        (_project, _environment, _health) = (project, environment, health);
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{FreePort()}") };
    }

    public HttpClient Http { get; }

    /// <summary>Starts the service and waits until it is healthy.</summary>
    /// <param name="health">What is asked; <c>/alive</c> where something that it needs is kept from it.</param>
    public static async Task<ServiceProcess> StartAsync(
        string project, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken, string health = "/health")
    {
        var service = new ServiceProcess(project, environment, health);
        service.Start();
        await service.HealthyAsync(cancellationToken);
        return service;
    }

    public void Start()
    {
        var root = RepositoryRoot();
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var start = new ProcessStartInfo("dotnet", Path.Combine(root, _project, "bin", configuration, "net10.0", _project + ".dll"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.Combine(root, _project),
        };
        start.Environment["Tiers__Free__MessagesPerDay"] = "1000000";
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["ASPNETCORE_URLS"] = Http.BaseAddress!.ToString();
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>SIGKILL: nothing is flushed, nothing is said.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process!.Kill();
        await _process.WaitForExitAsync(cancellationToken);
        _process.Dispose();
        _process = null;
    }

    public async Task HealthyAsync(CancellationToken cancellationToken)
    {
        await Eventually.That(
            async () =>
            {
                if (_process is { HasExited: true })
                {
                    throw new InvalidOperationException($"{_project} ended with exit code {_process.ExitCode}.{Environment.NewLine}{Tail()}");
                }

                try
                {
                    using var response = await Http.GetAsync(_health, cancellationToken);
                    return response.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            StartDeadline,
            $"{_project} is healthy");
    }

    public Task<T?> GetAsync<T>(string path, CancellationToken cancellationToken) =>
        Http.GetFromJsonAsync<T>(path, SnakeCase.Options, cancellationToken);

    /// <summary>The last lines it wrote, for a failing test.</summary>
    public string Tail() => string.Join(Environment.NewLine, _output.TakeLast(40));

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync(CancellationToken.None);
        }

        Http.Dispose();
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Gova.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        }

        return folder.FullName;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _output.Enqueue(line);
            while (_output.Count > 500)
            {
                _output.TryDequeue(out _);
            }
        }
    }
}
