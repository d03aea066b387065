using System.Globalization;
using Gova.AppHost.Local.Processes;

namespace Gova.AppHost.Local.Parts;

/// <summary>PostgreSQL on loopback: a cluster made once in a folder, and its running server.</summary>
internal sealed class PostgresServer(string folder, string password, bool durable, Action<string> log)
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);

    private string Data => Path.Combine(folder, "data");

    private static string Program(string name) =>
        Path.Combine(Preparation.InstallFolder, "postgres", "usr", "lib", "postgresql", "17", "bin", name);

    public async Task<ChildProcess> StartAsync(int port, CancellationToken cancellationToken)
    {
        if (!File.Exists(Path.Combine(Data, "PG_VERSION")))
        {
            await InitialiseAsync(cancellationToken);
        }

        StalePidFile.Remove(Path.Combine(Data, "postmaster.pid"), Data);
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var server = await ChildProcess.StartAsync(Server(port), line =>
        {
            log(line);
            if (line.Contains("database system is ready to accept connections", StringComparison.Ordinal))
            {
                ready.TrySetResult();
            }
        });
        await Readiness.WaitAsync(server, ready.Task, Signal.Interrupt, StartDeadline, cancellationToken);
        return server;
    }

    public static async Task CreateDatabaseAsync(int port, string password, string database, CancellationToken cancellationToken)
    {
        // CREATE DATABASE knows no IF NOT EXISTS: psql runs the statement that the query yields, if it yields one.
        var statement = $"SELECT 'CREATE DATABASE \"{database}\"' "
            + $"WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{database}') \\gexec";
        var script = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(script, statement + Environment.NewLine, cancellationToken);
            var spec = new ChildSpec(
                "postgres", Program("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", $"--file={script}",
                $"host=127.0.0.1 port={port} user=postgres dbname=postgres")
            {
                Environment = new Dictionary<string, string> { ["PGPASSWORD"] = password },
            };
            var child = await ChildProcess.StartAsync(spec, _ => { });
            if (await child.Exited.WaitAsync(cancellationToken) != 0)
            {
                throw new ResourceFailedException("postgres", $"cannot create the database '{database}'", child.LastLines);
            }
        }
        finally
        {
            File.Delete(script);
        }
    }

    private ChildSpec Server(int port) => new(
        "postgres", Program("postgres"), "-D", Data,
        "-c", "listen_addresses=127.0.0.1",
        "-c", string.Create(CultureInfo.InvariantCulture, $"port={port}"),
        "-c", "unix_socket_directories=",
        "-c", "max_connections=300",
        "-c", "shared_buffers=256MB",
        "-c", "max_wal_size=2GB",
        // The benchmark reads from it when a verdict became durable.
        "-c", "track_commit_timestamp=on",
        // CVE-2026-3172: pgvector before 0.8.2 overflows in a parallel HNSW build.
        "-c", "max_parallel_maintenance_workers=0",
        // The compiler's library is not among the packages: a query expensive enough to be compiled would fail.
        "-c", "jit=off",
        "-c", durable ? "fsync=on" : "fsync=off",
        "-c", "log_min_messages=warning",
        "-c", "log_line_prefix=")
    {
        NeverAsRoot = true,
        DeathSignal = Signal.Interrupt,
    };

    // Made beside its final place, so that an interrupted run leaves no half cluster.
    private async Task InitialiseAsync(CancellationToken cancellationToken)
    {
        var fresh = Path.Combine(folder, "data.new");
        Directory.CreateDirectory(folder);
        DeleteIfPresent(fresh);
        DeleteIfPresent(Data);
        var passwordFile = Path.Combine(folder, "initial-password");
        PrivateFile.Write(passwordFile, password);
        try
        {
            string[] arguments =
            [
                "-D", fresh, "-U", "postgres", "--auth=scram-sha-256", $"--pwfile={passwordFile}",
                "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
                .. durable ? Array.Empty<string>() : ["--no-sync"],
            ];
            var spec = new ChildSpec("postgres", Program("initdb"), arguments)
            {
                NeverAsRoot = true,
                DeathSignal = Signal.Kill,
            };
            var child = await ChildProcess.StartAsync(spec, _ => { });
            if (await child.Exited.WaitAsync(cancellationToken) is not 0 and var exitCode)
            {
                throw new ResourceFailedException("postgres", $"initdb ended with exit code {exitCode}", child.LastLines);
            }
        }
        finally
        {
            File.Delete(passwordFile);
        }

        Directory.Move(fresh, Data);
    }

    private static void DeleteIfPresent(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
